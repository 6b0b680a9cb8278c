import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../files/json.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import type { UsualInput } from '../file/input.js';
import type { ToldOptions } from '../file/options.js';
import { formatSize } from '../../settings/size.js';

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
  return {
    labels,
    usual: { size: { height: imageSize, width: imageSize }, channels: grayscale === true ? 1 : 3 },
    assumed: [
      `Labels and size ${formatSize({ height: imageSize, width: imageSize })} as metadata.json says, an export of Teachable Machine.`,
      'Pixels from -1 to 1 (range [0, 1], then multiply by 2, subtract 1): what Teachable Machine trains on.',
    ],
  };
}

/** The options, with what Teachable Machine does where nothing is told. */
export function withTeachable(options: ToldOptions, teachable: Teachable | undefined): ToldOptions {
  if (teachable === undefined) return options;
  const labels = options.labels ?? teachable.labels;
  const { range, steps: ownSteps, mean, std } = options;
  if ([range, ownSteps, mean, std].some((option) => option !== undefined)) return { ...options, labels };
  const steps = [
    { kind: 'scale', by: 2 },
    { kind: 'subtract', value: 1 },
  ] as const;
  return { ...options, labels, range: [0, 1], steps };
}

async function jsonBeside(model: string, name: string): Promise<unknown> {
  try {
    return parseJson(await readRegularText(join(dirname(model), name), smallLimit));
  } catch {
    return undefined;
  }
}
