import type { RegionOptions } from '../../../properties/index.js';
import { only } from '../../settings/check.js';
import type { MatcherOptions } from '../options.js';
import { askCatalogue } from './askCatalogue.js';

export interface ConsistentOnConvexRegionsOptions extends MatcherOptions, Pick<RegionOptions, 'size' | 'vertices'> {}

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * Images on one linear piece of the network with one label span a cone of that label.
     *
     * @example await expect(model).toBeConsistentOnConvexRegions({ images: images.from('samples'), size: 4 });
     */
    toBeConsistentOnConvexRegions(options?: ConsistentOnConvexRegionsOptions): Promise<void>;
  }
}

export const toBeConsistentOnConvexRegions = askCatalogue<ConsistentOnConvexRegionsOptions>(
  'toBeConsistentOnConvexRegions',
  (catalogue) => catalogue.regionOptions,
  (catalogue, options) => catalogue.convexRegionConsistency(only(catalogue.regionOptions, options)),
);
