import { z } from 'zod';
import { assumedSchema, modelSchema } from '../report/documents/check.js';
import { mostParts } from '../settings/shard.js';
import { checkContent } from './checkPart.js';

// The one source of the form of a part: its types, its validation and the JSON Schema that ships with the package.

const text = z.string();

const place = z.int().min(1).max(mostParts);

/** What every part says of itself and of the run that it is of. */
const head = {
  schema: z.literal('conic.part/1'),
  conic: text.describe('the version'),
  shard: z.strictObject({ index: place.describe('the first part is 1'), count: place }),
  model: modelSchema,
  images: text.describe('SHA-256 of the images with their names and classes; empty where images are made'),
  seed: z.int(),
  options: z.record(text, z.json()).describe('settings of the run that have a say in what it finds'),
  assumed: assumedSchema,
};

const sha256 = text.describe('of the rest, as JSON without spaces');

export const partSchema = z.strictObject({ ...head, verb: z.literal('check'), content: checkContent, sha256 });

/** What a part is read as: the file that `conic … --shard` writes. */
export type ShardPart = z.infer<typeof partSchema>;

/** A part before it is written. */
export interface PartDraft extends Omit<ShardPart, 'sha256' | 'options'> {
  /** Undefined values are as if left out. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** As JSON Schema, draft 2020-12. */
export const partJsonSchema = (): object => z.toJSONSchema(partSchema, { target: 'draft-2020-12', io: 'input' });
