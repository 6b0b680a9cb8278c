import type { RegionOptions } from '../../certify/region/certifyRegion.js';
import type { Image } from '../../image/image.js';
import { CallSite } from '../callSite.js';
import { askCertificate, remainingTime } from './askCertificate.js';
import type { Matcher, MatcherBench } from './matcher.js';

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * All mixtures of some images are proved to have one label. What is not decided fails, with `.not` as well.
     *
     * @example await expect(model).toKeepItsLabelOnRegion([shoe, boot]);
     */
    toKeepItsLabelOnRegion(images: readonly Image[], options?: RegionOptions): Promise<void>;
  }
}

export const toKeepItsLabelOnRegion = (
  bench: MatcherBench,
): Matcher<[images: readonly Image[], options?: RegionOptions]> =>
  function matches(received, images, options = {}) {
    const question = {
      matcher: 'toKeepItsLabelOnRegion',
      isNot: this.isNot === true,
      site: new CallSite(matches),
      options,
      written: 'images',
    };
    return askCertificate(bench, question, async (call) =>
      (await import('./keepsLabel.js')).judgeRegion(call, received, images, { ...remainingTime(bench), ...options }),
    );
  };
