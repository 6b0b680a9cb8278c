import { InputError } from '../errors.js';
import type { ImageShape } from '../image/shape.js';
import type { PreprocessingStep } from '../settings/steps.js';
import { formatSize } from '../settings/size.js';

/** One number for all channels, or one a channel. */
export type PerChannel = number | readonly number[];

/** In words: `subtract [0.485, 0.456, 0.406]`. */
export function describeStep(step: PreprocessingStep): string {
  const list = (value: PerChannel): string => (typeof value === 'number' ? String(value) : `[${value.join(', ')}]`);
  switch (step.kind) {
    case 'resize':
      return `resize to ${formatSize(step)}`;
    case 'scale':
      return `multiply by ${list(step.by)}`;
    case 'divide':
      return `divide by ${list(step.by)}`;
    case 'subtract':
      return `subtract ${list(step.value)}`;
    case 'permute':
      return `reorder channels to ${list(step.channels)}`;
    case 'clamp':
      return `clamp to [${step.low}, ${step.high}]`;
    case 'quantise':
      return `quantise to ${step.levels} levels`;
    case 'custom':
      return step.name;
  }
}

/** Whether the step keeps positive homogeneity: step(a x) = a step(x) for every a > 0. */
export function keepsHomogeneity(step: PreprocessingStep): boolean {
  switch (step.kind) {
    case 'resize':
    case 'scale':
    case 'divide':
    case 'permute':
      return true;
    case 'subtract':
      return [step.value].flat().every((value) => value === 0);
    case 'clamp':
      return (step.low === 0 || step.low === -Infinity) && step.high === Infinity;
    case 'quantise':
      return false;
    case 'custom':
      return step.homogeneous;
  }
}

const movesRange: readonly PreprocessingStep['kind'][] = ['scale', 'divide', 'subtract', 'custom'];

/** @throws InputError if a step's numbers do not fit the image: wrong count a channel, zero divisors, not finite. */
export function assertSteps(steps: readonly PreprocessingStep[], { channels }: ImageShape): void {
  steps.forEach((step, index) => {
    const where = `preprocessing step ${index + 1} (${describeStep(step)})`;
    const numbers = (value: PerChannel, allowed: (n: number) => boolean, expected: string): void => {
      const list = [value].flat();
      if (typeof value !== 'number' && list.length !== channels)
        throw new InputError({
          where,
          found: `${list.length} values`,
          expected: `one, or one for each of ${channels} channels`,
        });
      const odd = list.find((n) => !allowed(n));
      if (odd !== undefined) throw new InputError({ where, found: String(odd), expected });
    };
    if (step.kind === 'scale' || step.kind === 'divide')
      numbers(step.by, (n) => Number.isFinite(n) && n > 0, 'finite numbers above 0');
    if (step.kind === 'subtract') numbers(step.value, Number.isFinite, 'finite numbers');
    if (
      step.kind === 'permute' &&
      step.channels.toSorted((a, b) => a - b).join() !== [...Array(channels).keys()].join()
    )
      throw new InputError({
        where,
        found: `[${step.channels.join(', ')}]`,
        expected: `an order of channels 0 to ${channels - 1}`,
      });
    if (step.kind === 'clamp' && !(step.low < step.high))
      throw new InputError({ where, found: `[${step.low}, ${step.high}]`, expected: 'low below high' });
    if (step.kind === 'quantise' && steps.slice(0, index).some(({ kind }) => movesRange.includes(kind)))
      throw new InputError({
        where,
        found: 'it after a step that changes the range of values',
        expected: 'rounding to levels of the range itself, so before scale, divide and subtract',
      });
    if (step.kind === 'quantise' && !(Number.isInteger(step.levels) && step.levels >= 2))
      throw new InputError({ where, found: String(step.levels), expected: '2 levels or more' });
  });
}

type ChangeEach = (value: PerChannel, change: (x: number, n: number) => number) => void;

/** Changes every value by the number of its channel. */
const eachOf =
  (values: Float32Array, { channels }: ImageShape): ChangeEach =>
  (value, change) => {
    const perChannel = numbersOf(value, channels);
    for (let i = 0, c = 0; i < values.length; i++, c = c + 1 === channels ? 0 : c + 1)
      values[i] = change(values[i]!, perChannel[c]!);
  };

const numbersOf = (value: PerChannel, channels: number): readonly number[] =>
  typeof value === 'number' ? Array<number>(channels).fill(value) : value;

// What most models ask for, a loop each, channel by channel: a function called for every value takes ten times as long.

function multiply(values: Float32Array, by: PerChannel, { channels }: ImageShape): void {
  numbersOf(by, channels).forEach((factor, channel) => {
    for (let i = channel; i < values.length; i += channels) values[i]! *= factor;
  });
}

function divide(values: Float32Array, by: PerChannel, { channels }: ImageShape): void {
  numbersOf(by, channels).forEach((divisor, channel) => {
    for (let i = channel; i < values.length; i += channels) values[i]! /= divisor;
  });
}

function subtract(values: Float32Array, value: PerChannel, { channels }: ImageShape): void {
  numbersOf(value, channels).forEach((mean, channel) => {
    for (let i = channel; i < values.length; i += channels) values[i]! -= mean;
  });
}

/** Channel i of the result is channel `order[i]` of the values. */
function reorder(order: readonly number[], values: Float32Array): void {
  const pixel = new Float32Array(order.length);
  for (let at = 0; at < values.length; at += order.length) {
    pixel.set(values.subarray(at, at + order.length));
    order.forEach((from, to) => (values[at + to] = pixel[from]!));
  }
}

/** Applies one step in place. Values are channels last; `highest` is the top of the classifier's range. */
export function applyStep(step: PreprocessingStep, values: Float32Array, shape: ImageShape, highest: number): void {
  const each = eachOf(values, shape);
  switch (step.kind) {
    case 'resize':
      return;
    case 'scale':
      return multiply(values, step.by, shape);
    case 'divide':
      return divide(values, step.by, shape);
    case 'subtract':
      return subtract(values, step.value, shape);
    case 'permute':
      return reorder(step.channels, values);
    case 'clamp':
      return each(0, (x) => Math.min(step.high, Math.max(step.low, x)));
    case 'quantise': {
      const unit = highest / (step.levels - 1);
      return each(0, (x) => Math.min(highest, Math.max(0, Math.round(x / unit) * unit)));
    }
    case 'custom':
      return step.apply(values, shape);
  }
}

/**
 * Undoes one step in place: values of which {@link applyStep} makes these again. Of what was rounded or cut off, these are the
 * values themselves.
 *
 * @returns whether it could: nobody knows how to undo a step of the user's own.
 */
export function undoStep(step: PreprocessingStep, values: Float32Array, shape: ImageShape): boolean {
  const each = eachOf(values, shape);
  switch (step.kind) {
    case 'resize':
    case 'clamp':
    case 'quantise':
      return true;
    case 'scale':
      each(step.by, (x, factor) => x / factor);
      return true;
    case 'divide':
      each(step.by, (x, divisor) => x * divisor);
      return true;
    case 'subtract':
      each(step.value, (x, mean) => x + mean);
      return true;
    case 'permute':
      reorder(
        step.channels.map((_, channel) => step.channels.indexOf(channel)),
        values,
      );
      return true;
    case 'custom':
      return false;
  }
}
