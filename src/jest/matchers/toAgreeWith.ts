import type { AgreementOptions } from '../../../properties/index.js';
import type { Classifier } from '../../classifier/classifier.js';
import { only } from '../../settings/check.js';
import type { Settings } from '../../settings/setting.js';
import { CallSite } from '../callSite.js';
import { matcherSettings, type MatcherOptions } from '../options.js';
import { asClassifier } from '../received.js';
import { askProperty } from './askProperty.js';
import type { Matcher, MatcherBench } from './matcher.js';

export interface AgreeWithOptions extends MatcherOptions, Pick<AgreementOptions, 'claim' | 'vary' | 'place'> {}

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * Another model gives images the same label, or the same order of labels, or the same scores.
     *
     * @example await expect(quantised).toAgreeWith(original, { images: images.from('samples'), maxViolationRate: 0.01 });
     */
    toAgreeWith(other: Classifier, options?: AgreeWithOptions): Promise<void>;
  }
}

export const toAgreeWith = (bench: MatcherBench): Matcher<[other: Classifier, options?: AgreeWithOptions]> =>
  function matches(received, other, options) {
    const catalogue = import('../../../properties/index.js');
    const own = async (): Promise<Settings> => {
      const { claim, vary, place } = (await catalogue).agreementOptions;
      return { claim, vary, place };
    };
    return askProperty(bench, {
      matcher: 'toAgreeWith',
      isNot: this.isNot === true,
      site: new CallSite(matches),
      received,
      options,
      known: async () => ({ ...matcherSettings, ...(await own()) }),
      property: async () => {
        const { agreement, agreementOptions } = await catalogue;
        const { with: _other, ...group } = agreementOptions;
        return agreement({ ...only(group, options ?? {}), with: asClassifier(other) });
      },
      written: 'other',
    });
  };
