import { z } from 'zod';
import { assumedSchema, environmentSchema, labelRowsSchema, modelSchema } from './check.js';

// The one source of the form of the report of `conic hunt --along`: its types, its validation and the JSON Schema that ships.

const text = z.string();
const count = z.int().min(0);
const strength = z.number();
const share = z.number().min(0).max(1);

const said = { strength, label: text, margin: z.number().describe('relative to the largest absolute score') };

const strengthFlip = z.strictObject({
  ...said,
  kept: z.strictObject(said).describe('going from identity, the last strength at which the label still held'),
  witness: z.strictObject(said).describe('near by, where another label is ahead by more than rounding error'),
  far: z.number().min(0).describe('from identity, as a share of the way to the farther end of the range'),
});

const result = z.strictObject({
  index: count,
  image: text,
  label: text.describe('at identity'),
  margin: z.number(),
  truth: z.strictObject({ label: text, by: text }).exactOptional(),
  outcome: z.enum(['flipped', 'unflipped', 'vacuous']),
  why: text.exactOptional().describe('why vacuous'),
  below: strengthFlip.exactOptional().describe('the flip nearest identity below it'),
  above: strengthFlip.exactOptional().describe('the flip nearest identity above it'),
  clear: z
    .strictObject({
      min: strength,
      max: strength,
      strengths: z.int().min(1).describe('how many were tried between these'),
      apart: z.number().min(0).describe('the largest gap, as a share of the way to the farther end of the range'),
    })
    .describe('at every strength tried between these the label is the own one, which is no proof for those in between'),
  evaluations: count,
});

export const huntAlongSchema = z.strictObject({
  schema: z.literal('conic.hunt-along/1'),
  verdict: z.enum(['held', 'violated', 'inconclusive']),
  reason: z.enum(['aborted', 'nothing to keep']).exactOptional().describe('why inconclusive'),
  planned: count,
  model: modelSchema,
  assumed: assumedSchema,
  along: z.strictObject({
    transformation: text,
    means: text.describe('what a strength says'),
    identity: strength.describe('where nothing is done'),
    strengths: z.strictObject({ min: strength, max: strength }),
    source: text,
    tolerance: z.number(),
  }),
  summary: z.strictObject({
    flipped: count,
    unflipped: count,
    vacuous: count,
    evaluations: count,
    apart: share.describe('the largest gap between strengths tried without a flip between them, over all images'),
    keeps: z
      .array(z.strictObject({ strength, images: count, share }))
      .describe(
        'images that keep their label at every strength tried between identity and this one; vacuous ones left out',
      ),
    ...labelRowsSchema,
    worst: z.array(count).describe('places of the images whose flip is nearest identity, nearest first'),
  }),
  files: z.array(text).describe('the contact sheet, and the curves of the worst'),
  results: z.array(result),
  environment: environmentSchema,
  durationMs: count,
});

/** The report of a hunt along a transformation. */
export type HuntAlongReport = z.infer<typeof huntAlongSchema>;

/** As JSON Schema, draft 2020-12. */
export const huntAlongJsonSchema = (): object => z.toJSONSchema(huntAlongSchema, { target: 'draft-2020-12' });
