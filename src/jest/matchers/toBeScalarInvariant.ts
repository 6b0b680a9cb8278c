import type { ScalarInvarianceOptions } from '../../../properties/index.js';
import { only } from '../../settings/check.js';
import type { MatcherOptions } from '../options.js';
import { askCatalogue } from './askCatalogue.js';

export interface ScalarInvariantOptions extends MatcherOptions, Pick<ScalarInvarianceOptions, 'claim'> {}

declare module './matcher.js' {
  interface ConicMatchers {
    /**
     * A positive scalar does not change the label.
     *
     * @example await expect(model).toBeScalarInvariant({ images: images.from('samples'), scalars: { min: 0.1, max: 1 } });
     */
    toBeScalarInvariant(options?: ScalarInvariantOptions): Promise<void>;
  }
}

export const toBeScalarInvariant = askCatalogue<ScalarInvariantOptions>(
  'toBeScalarInvariant',
  (catalogue) => catalogue.scalarInvarianceOptions,
  (catalogue, options) => catalogue.scalarInvariance(only(catalogue.scalarInvarianceOptions, options)),
);
