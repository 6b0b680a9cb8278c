import { catalogue } from '../../properties/index.js';
import { lackOf } from '../classifier/capability.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import { assertProperty } from '../run/assertProperty.js';
import { byName, withoutVariants } from '../run/byName.js';
import { assertDifferent, assertOwnNames, isOwnProperty } from '../run/ownProperties.js';
import type { Property } from '../run/property.js';
import { describeCall } from './call.js';
import { CallSite } from './callSite.js';
import { judge } from './judge.js';
import { either, inCode, list, text } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { assertOptions, matcherSettings } from './options.js';
import type { TestRunner } from './runner.js';
import { seedOf } from './seed.js';
import type { TestClock } from './time.js';

/** A classifier, or the way to one: where files cannot await at their top, models are opened when tests begin. */
export type ClassifierSource = Classifier | Promise<Classifier> | (() => Classifier | Promise<Classifier>);

const describeSettings = settings({
  ...matcherSettings,
  /**
   * Which properties, by name, such as `scalar-invariance:ranking`, and your own. Default: every property of the catalogue that need not
   * be asked for, no variants.
   */
  properties: {
    kind: list(
      either(
        text,
        inCode<object>('a property', (value) => typeof value === 'object' && value !== null),
      ),
      'a list of names and properties',
      'one or more',
    ),
    help: 'which properties, by name, and your own',
    usually: 'those without a variant, resize-kernel and jpeg-quality left out',
  },
});

export interface DescribeOptions extends OptionsOf<typeof describeSettings> {}

/**
 * Declares a test for every property of the catalogue, or for those that are named or given.
 *
 * A property that the model does not allow (one that needs logits of a model that gives labels) is declared as skipped, with
 * the reason in its name, where the classifier itself is given; where it is still to be opened, its test fails and says why.
 *
 * @throws InputError if a property is unknown, or an option is; or there is no model: tests are declared before `beforeAll` has
 * opened one, so a variable is handed over as `() => model`.
 * @example describeProperties(() => openModel('model.onnx'), { images: images.from('samples') });
 */
export type DescribeProperties = (model: ClassifierSource, options?: DescribeOptions) => void;

export function describePropertiesWith(runner: TestRunner, clock: TestClock): DescribeProperties {
  return function describeProperties(model, { properties, ...options } = {}) {
    const site = new CallSite(describeProperties);
    assertOptions(
      'describeProperties',
      { ...options, ...(properties === undefined ? {} : { properties }) },
      describeSettings,
    );
    assertSource(model);
    const { tolerance, ...run } = options;
    const all = catalogue(tolerance === undefined ? {} : { tolerance });
    const chosen = properties === undefined ? withoutVariants(all) : chosenOf(properties, all);
    const known = isOpen(model) ? model : undefined;
    runner.describe(known === undefined ? 'properties' : `properties of ${known.spec.id}`, () => {
      let opened: Classifier | undefined;
      runner.beforeAll(async () => {
        try {
          opened = await (typeof model === 'function' ? model() : model);
        } catch (thrown) {
          throw thrown instanceof InputError ? site.error(thrown.message) : thrown;
        }
      });
      for (const property of chosen) {
        const lack = known === undefined ? undefined : lackOf(known, property.name, property.needs);
        if (lack !== undefined) {
          runner.test.skip(`${property.name} (${lack.problem.found})`, async () => undefined);
          continue;
        }
        runner.test(property.name, async () => {
          const call = describeCall(property, all.includes(property), options);
          const circumstances = {
            seed: seedOf(run.seed, runner.seed()),
            timeLimit: clock.limitInSeconds(),
            lastMoment: clock.lastMoment(),
          };
          const { pass, message } = await judge(call, opened, run, circumstances, () => property);
          if (!pass) throw site.error(message());
        });
      }
    });
  };
}

/** Those of the catalogue by their names, and the caller's own. @throws InputError if one is unknown, or no property. */
function chosenOf(
  wanted: readonly (string | object)[],
  all: readonly Property<unknown>[],
): readonly Property<unknown>[] {
  const where = 'describeProperties';
  const chosen = wanted.flatMap((one): readonly Property<unknown>[] => {
    if (typeof one !== 'string') {
      assertProperty(one, where);
      assertOwnNames([one], all, where);
      return [one];
    }
    if (isOwnProperty(one))
      throw new InputError({
        where,
        found: `the module "${one}"`,
        expected: 'a name of the catalogue, or the property itself',
        remedy: 'Tests are declared at once: import the module, and give what it exports.',
      });
    return byName(all, [one], where);
  });
  const each = [...new Set(chosen)];
  assertDifferent(each, where);
  return each;
}

function assertSource(model: ClassifierSource): void {
  const given: unknown = model;
  if (typeof given === 'function' || (typeof given === 'object' && given !== null)) return;
  throw new InputError({
    where: 'describeProperties',
    found: String(given),
    expected: 'a classifier, or a function that gives one',
    remedy: 'Tests are declared before beforeAll has run: give describeProperties(() => model).',
  });
}

const isOpen = (model: ClassifierSource): model is Classifier => typeof model === 'object' && 'spec' in model;
