import type { ZeroImageOptions } from '../../../properties/index.js';
import { only } from '../../settings/check.js';
import type { MatcherOptions } from '../options.js';
import { askCatalogue } from './askCatalogue.js';

export interface UniformOnZeroImageOptions extends MatcherOptions, Pick<ZeroImageOptions, 'claim'> {}

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * A black image favours no label.
     *
     * @example await expect(model).toBeUniformOnZeroImage();
     */
    toBeUniformOnZeroImage(options?: UniformOnZeroImageOptions): Promise<void>;
  }
}

export const toBeUniformOnZeroImage = askCatalogue<UniformOnZeroImageOptions>(
  'toBeUniformOnZeroImage',
  (catalogue) => catalogue.zeroImageOptions,
  (catalogue, options) => catalogue.zeroImageUniformity(only(catalogue.zeroImageOptions, options)),
);
