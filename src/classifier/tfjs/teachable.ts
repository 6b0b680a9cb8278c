import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../files/json.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import type { Resizing } from '../../image/fitting/fit.js';
import { withDeclared } from '../file/declared.js';
import type { UsualInput } from '../file/input.js';
import type { RangeAndSteps } from '../file/kerasModes.js';
import type { ToldOptions } from '../file/options.js';
import { describeStep } from '../preprocessing.js';
import { formatSize } from '../../settings/size.js';

/** `capture` of @teachablemachine/image divides by 127, and not by 127.5: white is a little more than 1. */
const values: RangeAndSteps = {
  range: [0, 255],
  steps: [
    { kind: 'divide', by: 127 },
    { kind: 'subtract', value: 1 },
  ],
};

/** `cropTo` of @teachablemachine/image draws the middle square on a canvas. Of the kernels here this is the nearest to a browser's. */
const resizing: Resizing = { mode: 'shortest-edge', kernel: 'pillow-bilinear' };

const by = "Teachable Machine's library";

const metadataForm = z.looseObject({
  labels: z.array(z.string()),
  imageSize: z.number().int().positive(),
  packageName: z.string().optional(),
  grayscale: z.boolean().optional(),
});

/** What stands beside a model that was exported from Teachable Machine. */
export interface Teachable {
  readonly labels: readonly string[];
  readonly usual: UsualInput;
  readonly assumed: readonly string[];
}

/** Reads `metadata.json` beside a model; undefined if there is none of Teachable Machine's. */
export async function readTeachable(model: string): Promise<Teachable | undefined> {
  const parsed = metadataForm.safeParse(await jsonBeside(model, 'metadata.json'));
  if (!parsed.success) return undefined;
  const { labels, imageSize, grayscale } = parsed.data;
  const size = { height: imageSize, width: imageSize };
  const isGrey = grayscale === true;
  return {
    labels,
    usual: { size, channels: isGrey ? 1 : 3, fit: { fit: { resizing, ...(isGrey && { toGrey: true }) }, by } },
    assumed: [
      `Labels and size ${formatSize(size)} as metadata.json says, an export of Teachable Machine.`,
      `Pixels from -1 to 1 (range [0, 255], then ${values.steps.map(describeStep).join(', ')}): what Teachable Machine's own library feeds.`,
      "In production it is a browser's canvas that resizes pictures, with a kernel of the browser's own.",
    ],
  };
}

/** The options, with what Teachable Machine does where nothing is told. */
export function withTeachable(options: ToldOptions, teachable: Teachable | undefined): ToldOptions {
  if (teachable === undefined) return options;
  return withDeclared({ ...options, labels: options.labels ?? teachable.labels }, values);
}

async function jsonBeside(model: string, name: string): Promise<unknown> {
  try {
    return parseJson(await readRegularText(join(dirname(model), name), smallLimit));
  } catch {
    return undefined;
  }
}
