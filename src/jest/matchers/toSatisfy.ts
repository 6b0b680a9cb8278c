import { InputError } from '../../errors.js';
import type { Property } from '../../run/property.js';
import { CallSite } from '../callSite.js';
import { satisfySettings, type SatisfyOptions } from '../options.js';
import { judgeValue } from '../predicate.js';
import { mayBeClassifier } from '../received.js';
import { askProperty } from './askProperty.js';
import type { Matcher, MatcherBench } from './matcher.js';

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * A property of your own. A plain function is asked about the received value, as other packages' `toSatisfy` does.
     *
     * @example await expect(model).toSatisfy(halfTheLight, { cases: 500, maxViolationRate: 0.01 });
     */
    toSatisfy<Case>(property: Property<Case>, options?: SatisfyOptions): Promise<void>;
  }
}

export const toSatisfy = (bench: MatcherBench): Matcher<[property: Property<unknown>, options?: SatisfyOptions]> =>
  function matches(received, given, options) {
    const isNot = this.isNot === true;
    if (isPredicate(given) && !mayBeClassifier(received)) return judgeValue(received, given, options, isNot);
    return askProperty(bench, {
      matcher: 'toSatisfy',
      isNot,
      site: new CallSite(matches),
      received,
      options,
      known: async () => satisfySettings,
      property: async () => asProperty(given),
      written: 'property',
    });
  };

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
