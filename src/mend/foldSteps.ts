import type { Layout } from '../classifier/classifier.js';
import { describeStep, type PerChannel } from '../classifier/preprocessing.js';
import { InputError } from '../errors.js';
import { sizeOf, type ImageShape } from '../image/shape.js';
import type { PreprocessingStep } from '../settings/steps.js';
import type { Draft } from './draft.js';

/** How a graph holds images. */
export interface Held {
  readonly shape: ImageShape;
  readonly layout: Layout;
  /** How many axes the tensor has, the batch among them. */
  readonly rank: number;
}

/** The axis of the channels; undefined where there is none, or pixels stand in one row. */
export const channelAxis = ({ layout, rank }: Held): number | undefined =>
  rank !== 4 ? undefined : layout === 'nchw' ? 1 : 3;

/**
 * Adds declared preprocessing to a graph, step by step.
 *
 * @param tensor the image, in the values of the classifier's range.
 * @returns what the network is to be fed.
 * @throws InputError if a step cannot be written as nodes.
 */
export function foldSteps(draft: Draft, tensor: string, steps: readonly PreprocessingStep[], held: Held): string {
  return steps.reduce((from, step) => foldStep(draft, from, step, held), tensor);
}

function foldStep(draft: Draft, from: string, step: PreprocessingStep, held: Held): string {
  const each = (value: PerChannel): string => perChannel(draft, value, held);
  switch (step.kind) {
    // Done where images are read.
    case 'resize':
      return from;
    case 'scale':
      return draft.multiply(from, each(step.by));
    case 'divide':
      return draft.divide(from, each(step.by));
    case 'subtract':
      return draft.subtract(from, each(step.value));
    case 'permute':
      return permuted(draft, from, step.channels, held);
    case 'clamp': {
      const above = step.low === -Infinity ? from : draft.larger(from, draft.floats([], [step.low]));
      return step.high === Infinity ? above : draft.smaller(above, draft.floats([], [step.high]));
    }
    case 'quantise':
    case 'custom':
      throw new InputError({
        where: 'mend',
        found: `a preprocessing step that cannot be written into the network (${describeStep(step)})`,
        expected: 'resize, scale, divide, subtract, permute or clamp',
        remedy: 'Leave the step out, or wrap the classifier in code with mended(classifier).',
      });
  }
}

/** Numbers for the channels, in a shape that spreads over the image. */
function perChannel(draft: Draft, value: PerChannel, held: Held): string {
  if (typeof value === 'number') return draft.floats([], [value]);
  const { channels } = held.shape;
  const axis = channelAxis(held);
  if (axis !== undefined) return draft.floats(axis === 1 ? [1, channels, 1, 1] : [1, 1, 1, channels], value);
  if (channels === 1) return draft.floats([], value);
  // Pixels in a row, channels last.
  const size = sizeOf(held.shape);
  return draft.floats(
    [1, size],
    Float32Array.from({ length: size }, (_, i) => value[i % channels]!),
  );
}

function permuted(draft: Draft, from: string, order: readonly number[], held: Held): string {
  const axis = channelAxis(held);
  if (axis !== undefined) return draft.pick(from, order, axis);
  const { channels } = held.shape;
  if (channels === 1) return from;
  const places = Array.from({ length: sizeOf(held.shape) }, (_, i) => i - (i % channels) + order[i % channels]!);
  return draft.pick(from, places, 1);
}
