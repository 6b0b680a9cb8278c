import type { PreprocessingStep } from '../../settings/steps.js';
import type { TransformersProcessor } from './structures.js';

/** What a processor says it does with pixels once an image is cut and resized. */
export interface DeclaredSteps {
  readonly range: readonly [number, number];
  readonly steps: readonly PreprocessingStep[];
}

/**
 * What a processor of transformers.js says it does with pixels, in the fields that its image processors have: rescaling,
 * normalisation, the order of channels. It is a guess until it is held against what the processor gives.
 */
export function declaredSteps(processor: TransformersProcessor): DeclaredSteps {
  const told = imageProcessorOf(processor);
  const numbers = (name: string): number | readonly number[] | undefined => {
    const value = field(told, name);
    if (typeof value === 'number') return value;
    return Array.isArray(value) && value.every((each) => typeof each === 'number') ? value : undefined;
  };
  const isRescaled = field(told, 'do_rescale') !== false;
  const factor = numbers('rescale_factor');
  const white = isRescaled && typeof factor === 'number' ? factor * 255 : 1;
  const isNormalised = field(told, 'do_normalize') === true;
  const [mean, std] = isNormalised ? [numbers('image_mean'), numbers('image_std')] : [];
  return {
    range: isRescaled ? [0, 1] : [0, 255],
    steps: [
      ...(Math.abs(white - 1) < 1e-6 ? [] : [{ kind: 'scale', by: white } as const]),
      ...(mean === undefined ? [] : [{ kind: 'subtract', value: mean } as const]),
      ...(std === undefined ? [] : [{ kind: 'divide', by: std } as const]),
      ...(field(told, 'do_flip_channel_order') === true ? [{ kind: 'permute', channels: [2, 1, 0] } as const] : []),
    ],
  };
}

/** The part of a processor that is for images; one for images alone is that itself. */
export function imageProcessorOf(processor: TransformersProcessor): object {
  const part = field(processor, 'image_processor');
  // Their objects can be called, and so are functions.
  return (typeof part === 'object' || typeof part === 'function') && part !== null ? part : processor;
}

const field = (of: object, name: string): unknown => Reflect.get(of, name);
