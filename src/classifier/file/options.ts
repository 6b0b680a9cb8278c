import { InputError } from '../../errors.js';
import type { Layout } from '../classifier.js';
import type { Step } from '../preprocessing.js';

/** What a model file may not say, and how to run it, whatever kind of file it is. */
export interface FileOptions {
  /** Threads that each run the whole model, on a batch at a time. Default: as many as the machine offers. */
  readonly workers?: number;
  /** The name of the output that has the scores. Needed if several could be. */
  readonly output?: string;
  /** Needed if the file leaves height or width open, or takes an image as one row of pixels that is not a square. */
  readonly size?: { readonly height: number; readonly width: number };
  /** Default: told from the shape of the input. */
  readonly layout?: Layout;
  /** The pixel values the model was trained on. Default: what the file says, or [0, 1]. */
  readonly range?: readonly [number, number];
  /** What happens to an image on its way into the model. Default none. */
  readonly steps?: readonly Step[];
  /** Default: what the file says, or `0`, `1`, … */
  readonly labels?: readonly string[];
  /** The most images in one batch, where the file does not fix it. Default: what suits the engine, such as 256. */
  readonly batchLimit?: number;
}

const layouts: readonly string[] = ['nhwc', 'nchw', 'flat'];

/** @throws InputError naming the option, if one makes no sense. */
export function assertFileOptions(options: FileOptions): void {
  const { size, layout, range } = options;
  assertCount('workers', options.workers);
  assertCount('batchLimit', options.batchLimit);
  assertCount('size.height', size?.height);
  assertCount('size.width', size?.width);
  if (layout !== undefined && !layouts.includes(layout))
    throw new InputError({ where: 'layout', found: layout, expected: layouts.join(', ') });
  if (range !== undefined && !(range.length === 2 && range[0] < range[1]))
    throw new InputError({ where: 'range', found: `[${range.join(', ')}]`, expected: '[0, 1] or [0, 255]' });
}

/** @throws InputError naming the option, if it is given and no count. */
export function assertCount(where: string, value: number | undefined): void {
  if (value !== undefined && !(Number.isInteger(value) && value >= 1))
    throw new InputError({ where, found: String(value), expected: 'a whole number of 1 or more' });
}
