import { z } from 'zod';
import { assumedSchema, modelSchema } from '../report/documents/check.js';
import { only } from '../settings/check.js';
import { mostParts } from '../settings/shard.js';
import { relevantSettings, type RelevantOptions } from '../store/discovery.js';
import { rayContent, regionContent } from './certifyPart.js';
import { checkContent } from './checkPart.js';
import { diffContent } from './diffPart.js';
import { gateContent } from './gatePart.js';
import { huntContent } from './huntPart.js';

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
  seed: z.int().nullable().describe('null where nothing is random'),
  options: z.record(text, z.json()).describe('settings of the run that have a say in what it finds'),
  assumed: assumedSchema,
};

const sha256 = text.describe('of the rest, as JSON without spaces');

export const partSchema = z.discriminatedUnion('verb', [
  z.strictObject({ ...head, verb: z.literal('check'), content: checkContent, sha256 }),
  z.strictObject({ ...head, verb: z.literal('diff'), content: diffContent, sha256 }),
  z.strictObject({ ...head, verb: z.literal('gate'), content: gateContent, sha256 }),
  z.strictObject({ ...head, verb: z.literal('hunt'), content: huntContent, sha256 }),
  z.strictObject({ ...head, verb: z.literal('certify-ray'), content: rayContent, sha256 }),
  z.strictObject({ ...head, verb: z.literal('certify-region'), content: regionContent, sha256 }),
]);

/** What a part is read as: the file that `conic … --shard` writes. */
export type ShardPart = z.infer<typeof partSchema>;

/** The parts of one verb. */
export type PartOf<Verb extends ShardPart['verb']> = Extract<ShardPart, { readonly verb: Verb }>;

/** What a part says of the run that it is of. */
export type PartHead = Omit<ShardPart, 'content' | 'sha256'>;

/** A part before it is written. */
export type PartDraft = Omit<PartHead, 'options' | 'verb'> &
  DoneBy & {
    /** Undefined values are as if left out. */
    readonly options: Readonly<Record<string, unknown>>;
  };

/** A verb, and what its parts have of it. */
export type DoneBy = { [Verb in ShardPart['verb']]: Pick<PartOf<Verb>, 'verb' | 'content'> }[ShardPart['verb']];

/** As JSON Schema, draft 2020-12. */
export const partJsonSchema = (): object => z.toJSONSchema(partSchema, { target: 'draft-2020-12', io: 'input' });

/** Of a part's options those that a store keeps with a case. */
export const storableOptions = ({ options }: Pick<PartHead, 'options'>): RelevantOptions => {
  const relevant = Object.entries(options).filter(([name]) => Object.hasOwn(relevantSettings, name));
  return only(relevantSettings, Object.fromEntries(relevant));
};
