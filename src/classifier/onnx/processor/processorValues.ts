import type { PreprocessingStep } from '../../../settings/steps.js';
import type { RangeAndSteps } from '../../file/kerasModes.js';
import { blueFirst } from '../../file/normalisation.js';
import type { ProcessorConfig } from './form.js';

/** The pixel values that a processor makes. @param config with the family's defaults. */
export function processorValues(config: ProcessorConfig): RangeAndSteps {
  const { rescale_factor: factor, image_mean: mean, image_std: std } = config;
  const steps: PreprocessingStep[] = [];
  // Early files do not say that they rescale, and do.
  const rescales = config.do_rescale !== false;
  const normalizes = config.do_normalize !== false;
  const top = (factor ?? 1 / 255) * 255;
  if (rescales && Math.abs(top - 1) > 1e-6) steps.push({ kind: 'scale', by: top });
  if (rescales && config.rescale_offset === true) steps.push({ kind: 'subtract', value: 1 });
  if (normalizes && mean !== null && mean !== undefined) steps.push({ kind: 'subtract', value: mean });
  if (normalizes && std !== null && std !== undefined) steps.push({ kind: 'divide', by: std });
  // EfficientNet's processor divides once more for a network with its classifier on top.
  if (config.include_top === true && std !== null && std !== undefined) steps.push({ kind: 'divide', by: std });
  if (config.do_flip_channel_order === true) steps.push(blueFirst);
  return { range: rescales ? [0, 1] : [0, 255], steps };
}
