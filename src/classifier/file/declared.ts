import type { RangeAndSteps } from './kerasModes.js';
import { inTheirOrder } from './normalisation.js';
import type { ToldOptions } from './options.js';

/** Whether range or steps were told, in whatever form. */
export const tellsValues = ({ range, steps, mean, std, preprocess }: ToldOptions): boolean =>
  [range, steps, mean, std, preprocess].some((option) => option !== undefined);

/**
 * The options with the pixel values that a file beside the model declares, where none are told. A channel order that is told
 * alone comes before what is declared.
 */
export function withDeclared(options: ToldOptions, declared: RangeAndSteps | undefined): ToldOptions {
  if (declared === undefined || tellsValues(options)) return options;
  const { channels, ...others } = options;
  return { ...others, range: declared.range, steps: inTheirOrder({ ...(channels && { channels }) }, declared.steps) };
}
