import type { Property } from '../run/property.js';
import type { RayOptions } from '../certify/ray/certifyRay.js';
import type { RegionOptions } from '../certify/region/certifyRegion.js';
import { InputError } from '../errors.js';
import { only } from '../settings/check.js';
import type { Settings } from '../settings/setting.js';
import type { Image } from '../image/image.js';
import { CallSite } from './callSite.js';
import { judge } from './judge.js';
import { mayBeClassifier } from './received.js';
import {
  assertOptions,
  matcherSettings,
  satisfySettings,
  type ConsistentOnConvexRegionsOptions,
  type SatisfyOptions,
  type ScalarInvariantOptions,
  type UniformOnZeroImageOptions,
} from './options.js';
import { matcherCall, type Call } from './call.js';
import { judgeValue } from './predicate.js';
import type { MatcherAnswer, TestRunner } from './runner.js';
import { seedOf } from './seed.js';
import type { TestClock } from './time.js';
import type { Waiting } from './waiting.js';

/**
 * What `expect(classifier)` can be asked. Each tries a property and gives a promise: return it from the test, or await it.
 *
 * A claim that came to no answer (the time was up, too few cases could be decided) fails, with `.not` as well.
 */
export interface ConicMatchers {
  /**
   * A positive scalar does not change the label.
   *
   * @example await expect(model).toBeScalarInvariant({ images: images.from('samples'), scalars: { min: 0.1, max: 1 } });
   */
  toBeScalarInvariant(options?: ScalarInvariantOptions): Promise<void>;
  /**
   * A black image favours no label.
   *
   * @example await expect(model).toBeUniformOnZeroImage();
   */
  toBeUniformOnZeroImage(options?: UniformOnZeroImageOptions): Promise<void>;
  /**
   * Images on one linear piece of the network with one label span a cone of that label.
   *
   * @example await expect(model).toBeConsistentOnConvexRegions({ images: images.from('samples'), size: 4 });
   */
  toBeConsistentOnConvexRegions(options?: ConsistentOnConvexRegionsOptions): Promise<void>;
  /**
   * The network's graph proves scalar invariance for every image; where it does not, the failure names the nodes to blame. A
   * network that cannot be read, or has operations without a rule, fails with `.not` as well. Nothing is run.
   *
   * @example await expect(model).toBeHomogeneous();
   */
  toBeHomogeneous(): Promise<void>;
  /**
   * An image is proved to keep its label at every scalar above 0, or at all from `from` to `to`. What is not decided fails, with
   * `.not` as well; the failure lists the scalars at which each label holds.
   *
   * @example await expect(model).toKeepItsLabelOnRay(image, { from: 0.5, to: 2 });
   */
  toKeepItsLabelOnRay(image: Image, options?: RayOptions): Promise<void>;
  /**
   * All mixtures of some images are proved to have one label. What is not decided fails, with `.not` as well.
   *
   * @example await expect(model).toKeepItsLabelOnRegion([one, another]);
   */
  toKeepItsLabelOnRegion(images: readonly Image[], options?: RegionOptions): Promise<void>;
  /**
   * A property of your own. A plain function is asked about the received value, as other packages' `toSatisfy` does.
   *
   * @example await expect(model).toSatisfy(halfTheLight, { cases: 500, maxViolationRate: 0.01 });
   */
  toSatisfy<Case>(property: Property<Case>, options?: SatisfyOptions): Promise<void>;
}

/** A matcher as `expect.extend` takes it. */
export type Matcher<Rest extends readonly unknown[]> = (
  this: MatcherContext,
  received: unknown,
  ...rest: Rest
) => Promise<MatcherAnswer> | MatcherAnswer;

type Catalogue = typeof import('../../properties/index.js');

/** The matchers of {@link ConicMatchers}; a new one is a few lines here. */
export function matchersFor(runner: TestRunner, clock: TestClock, waiting: Waiting) {
  function ask({ matcher, isNot, site, received, options = {}, known, property }: Question): Promise<MatcherAnswer> {
    const call = matcherCall(matcher, isNot, options, matcher === 'toSatisfy' ? 'property' : undefined);
    const circumstances = { seed: seedOf(options.seed, runner.seed()), timeLimit: clock.limitInSeconds() };
    const run = (signal?: AbortSignal): Promise<MatcherAnswer> =>
      judge(call, received, options, { ...circumstances, ...(signal === undefined ? {} : { signal }) }, async () => {
        assertOptions(matcher, options, await known());
        return property();
      });
    return runner.concurrent() ? run() : waiting.until(call, site, run);
  }

  /** A matcher of a property of the catalogue, which is loaded when it is first asked for. */
  const ofCatalogue = <Options extends SatisfyOptions>(
    matcher: string,
    own: (catalogue: Catalogue) => Settings,
    make: (catalogue: Catalogue, options: Options | Record<string, never>) => Property<unknown>,
  ): Matcher<[options?: Options]> =>
    function matches(received, options) {
      const site = new CallSite(matches);
      const known = async () => ({ ...matcherSettings, ...own(await import('../../properties/index.js')) });
      const property = async () => make(await import('../../properties/index.js'), options ?? {});
      return ask({ matcher, isNot: this.isNot === true, site, received, options, known, property });
    };

  const toSatisfy: Matcher<[property: Property<unknown>, options?: SatisfyOptions]> = function matches(
    received,
    given,
    options,
  ) {
    const isNot = this.isNot === true;
    if (isPredicate(given) && !mayBeClassifier(received)) return judgeValue(received, given, options, isNot);
    const site = new CallSite(matches);
    const property = async () => asProperty(given);
    return ask({ matcher: 'toSatisfy', isNot, site, received, options, known: async () => satisfySettings, property });
  };

  /** A certificate, whose means are loaded when one is first asked for. */
  const certified = (site: CallSite, call: Call, judged: () => Promise<MatcherAnswer>): Promise<MatcherAnswer> =>
    runner.concurrent() ? judged() : waiting.until(call, site, judged);

  const toBeHomogeneous: Matcher<[]> = function matches(received) {
    const call = matcherCall('toBeHomogeneous', this.isNot === true, {});
    return certified(new CallSite(matches), call, async () =>
      (await import('./homogeneous.js')).judgeStructure(call, received),
    );
  };

  const toKeepItsLabelOnRay: Matcher<[image: Image, options?: RayOptions]> = function matches(
    received,
    image,
    options = {},
  ) {
    const call = matcherCall('toKeepItsLabelOnRay', this.isNot === true, options, 'image');
    return certified(new CallSite(matches), call, async () =>
      (await import('./keepsLabel.js')).judgeRay(call, received, image, { ...limited(), ...options }),
    );
  };

  const toKeepItsLabelOnRegion: Matcher<[images: readonly Image[], options?: RegionOptions]> = function matches(
    received,
    images,
    options = {},
  ) {
    const call = matcherCall('toKeepItsLabelOnRegion', this.isNot === true, options, 'images');
    return certified(new CallSite(matches), call, async () =>
      (await import('./keepsLabel.js')).judgeRegion(call, received, images, { ...limited(), ...options }),
    );
  };

  /** The time that the test in hand has left. */
  const limited = (): { readonly timeLimit?: number } => {
    const timeLimit = clock.limitInSeconds();
    return timeLimit === undefined ? {} : { timeLimit };
  };

  return {
    toBeHomogeneous,
    toKeepItsLabelOnRay,
    toKeepItsLabelOnRegion,
    toBeScalarInvariant: ofCatalogue<ScalarInvariantOptions>(
      'toBeScalarInvariant',
      (catalogue) => catalogue.scalarInvarianceOptions,
      (catalogue, options) => catalogue.scalarInvariance(only(catalogue.scalarInvarianceOptions, options)),
    ),
    toBeUniformOnZeroImage: ofCatalogue<UniformOnZeroImageOptions>(
      'toBeUniformOnZeroImage',
      (catalogue) => catalogue.zeroImageOptions,
      (catalogue, options) => catalogue.zeroImageUniformity(only(catalogue.zeroImageOptions, options)),
    ),
    toBeConsistentOnConvexRegions: ofCatalogue<ConsistentOnConvexRegionsOptions>(
      'toBeConsistentOnConvexRegions',
      (catalogue) => catalogue.regionOptions,
      (catalogue, options) => catalogue.convexRegionConsistency(only(catalogue.regionOptions, options)),
    ),
    toSatisfy,
  };
}

/** A matcher that was called. */
interface Question {
  readonly matcher: string;
  readonly isNot: boolean;
  readonly site: CallSite;
  readonly received: unknown;
  readonly options: SatisfyOptions | undefined;
  /** The options it takes. */
  readonly known: () => Promise<Settings>;
  readonly property: () => Promise<Property<unknown>>;
}

/** What runners call a matcher on. */
interface MatcherContext {
  readonly isNot?: boolean;
}

const isPredicate = (given: unknown): given is (value: unknown) => unknown => typeof given === 'function';

/** Something that claims to be a property, looked at: JavaScript tells nobody of a forgotten pair of brackets. */
function asProperty(property: Property<unknown>): Property<unknown> {
  const given: unknown = property;
  if (typeof given === 'object' && given !== null && 'examine' in given && 'cases' in given) return property;
  throw new InputError({
    where: 'toSatisfy',
    found: typeof given === 'function' ? 'a function' : String(given),
    expected: 'a property',
    ...(typeof given === 'function' ? { remedy: 'Call it: toSatisfy(myProperty()).' } : {}),
  });
}
