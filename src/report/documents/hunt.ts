import { z } from 'zod';
import { recordSchema } from '../../hunt/record.js';
import { assumedSchema, environmentSchema, labelRowsSchema, modelSchema } from './check.js';

// The one source of the form of `hunt.json`: its types, its validation and the JSON Schema that ships with the package.

const text = z.string();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const scalar = z.number().positive();

const quantiles = z
  .array(z.strictObject({ share, scalar: scalar.nullable() }))
  .describe('this share of the images flips at this scalar or nearer 1; null where fewer flip');

const summary = z.strictObject({
  hunted: count,
  flipped: count,
  unflipped: count.describe('no flip at any scalar tried, which is no proof for those in between'),
  widestStep: z
    .number()
    .min(1)
    .describe(
      'the largest factor between neighbouring scalars that were tried without a flip between them, over all images',
    ),
  vacuous: count.describe('near ties to begin with; no part of any share'),
  homogeneous: count.describe('images whose scores every power of two multiplied bit for bit'),
  evaluations: count.describe('how often the model was asked'),
  margins: z.strictObject({
    below: quantiles,
    above: quantiles,
    nearest: quantiles.describe('of the nearer of the two; the scalar as a factor of 1 or more, up or down'),
  }),
  keeps: z
    .array(z.strictObject({ scalar, images: count, share }))
    .describe('images that keep their label at every scalar tried between 1 and this one'),
  falls: z
    .array(z.strictObject({ label: text, labelAfter: text, nearest: count, below: count, above: count }))
    .describe('how often one label became another, at the flip nearest 1, below it and above it'),
  ...labelRowsSchema,
  zero: z.strictObject({ label: text, margin: z.number(), tie: z.boolean(), scores: z.array(z.number()) }),
  worst: z.array(count).describe('places of the images whose flip is nearest 1, nearest first'),
});

const drawn = z.strictObject({
  index: count,
  files: z.array(text).describe('curves and pictures, relative to the report'),
  simplest: z
    .strictObject({
      blocks: count.describe('rectangles of one value that make up the image'),
      evaluations: count,
      scalar: scalar.describe('where it flips; no farther from 1 than the witness of the image itself'),
      label: text,
      labelAfter: text,
    })
    .optional(),
  ray: z
    .strictObject({
      word: z.enum(['proved-exact', 'proved-real', 'numerically exact', 'undecided']),
      reason: text.optional(),
      intervals: z.array(
        z.strictObject({ min: z.number(), max: z.number(), label: text.nullable().describe('null: undecided') }),
      ),
      nearest: scalar.optional().describe('the flip nearest 1'),
    })
    .optional()
    .describe('the labels at every scalar of the range, computed and not searched'),
});

export const huntSchema = z.strictObject({
  schema: z.literal('conic.hunt/1'),
  verdict: z
    .enum(['held', 'violated', 'inconclusive'])
    .describe('violated: a flip was found and the hunt was not cut short'),
  reason: z.enum(['aborted', 'nothing to keep', 'model lost']).optional().describe('why inconclusive'),
  lost: text.optional().describe('where the model was lost: what there was instead of an answer'),
  planned: count.describe('how many images there are, hunted or not'),
  model: modelSchema,
  assumed: assumedSchema,
  search: z.strictObject({
    scalars: z.strictObject({ min: scalar, max: scalar }),
    tolerance: z.number(),
    precision: z.union([z.number(), z.literal('float32')]),
  }),
  summary,
  culprits: z.array(text).optional().describe('where a label flips: the nodes of the network that are to blame'),
  worst: z.array(drawn).describe('what was drawn of summary.worst'),
  files: z.array(text).describe('the contact sheet'),
  results: z.array(recordSchema),
  environment: environmentSchema,
  durationMs: count,
});

/** The content of `hunt.json`. */
export type HuntReport = z.infer<typeof huntSchema>;
export type DrawnHunt = z.infer<typeof drawn>;

/** As JSON Schema, draft 2020-12. */
export const huntJsonSchema = (): object => z.toJSONSchema(huntSchema, { target: 'draft-2020-12' });
