import type { RayOptions } from '../../certify/ray/certifyRay.js';
import type { Image } from '../../image/image.js';
import { CallSite } from '../callSite.js';
import { askCertificate, remainingTime } from './askCertificate.js';
import type { Matcher, MatcherBench } from './matcher.js';

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * An image is proved to keep its label at every scalar above 0, or at all of a range. What is not decided fails, with `.not`
     * as well; the failure lists the ranges of scalars with their labels.
     *
     * @example await expect(model).toKeepItsLabelOnRay(shoe, { scalars: { min: 0.5, max: 2 } });
     */
    toKeepItsLabelOnRay(image: Image, options?: RayOptions): Promise<void>;
  }
}

export const toKeepItsLabelOnRay = (bench: MatcherBench): Matcher<[image: Image, options?: RayOptions]> =>
  function matches(received, image, options = {}) {
    const question = {
      matcher: 'toKeepItsLabelOnRay',
      isNot: this.isNot === true,
      site: new CallSite(matches),
      options,
      written: 'image',
    };
    return askCertificate(bench, question, async (call) =>
      (await import('./keepsLabel.js')).judgeRay(call, received, image, { ...remainingTime(bench), ...options }),
    );
  };
