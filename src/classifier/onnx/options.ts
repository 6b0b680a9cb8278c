import { InputError } from '../../errors.js';
import type { Layout } from '../classifier.js';
import type { Step } from '../preprocessing.js';

/** What a model file may not say, and how to run it. */
export interface OnnxOptions {
  /** Threads that each run the whole model, on a batch at a time. Default: as many as the machine offers. */
  readonly workers?: number;
  /** Threads that share the work of one batch, for each worker. Default 1, which is faster for all but large models. */
  readonly threads?: number;
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
  /** The most images in one batch, where the file does not fix it. Default 256. */
  readonly batchLimit?: number;
}

const layouts: readonly string[] = ['nhwc', 'nchw', 'flat'];

/** @throws InputError naming the option, if one makes no sense. */
export function assertOnnxOptions(options: OnnxOptions): void {
  const { size, layout, range } = options;
  const counts = {
    workers: options.workers,
    threads: options.threads,
    batchLimit: options.batchLimit,
    'size.height': size?.height,
    'size.width': size?.width,
  };
  for (const [where, value] of Object.entries(counts))
    if (value !== undefined && !(Number.isInteger(value) && value >= 1))
      throw new InputError({ where, found: String(value), expected: 'a whole number of 1 or more' });
  if (layout !== undefined && !layouts.includes(layout))
    throw new InputError({ where: 'layout', found: layout, expected: layouts.join(', ') });
  if (range !== undefined && !(range.length === 2 && range[0] < range[1]))
    throw new InputError({ where: 'range', found: `[${range.join(', ')}]`, expected: '[0, 1] or [0, 255]' });
}
