import { z } from 'zod';
import { assumedSchema, environmentSchema, modelSchema } from './check.js';

// The one source of the form of the report of `conic accuracy`: its types, its validation and the JSON Schema that ships.

const text = z.string();
const count = z.int().min(0);
const share = z.number().min(0).max(1);

const point = z.strictObject({
  strength: z.number(),
  images: count.describe('whose label is known, and about which the transformation says something'),
  correct: count,
  accuracy: share.describe('correct / images'),
  interval: z
    .strictObject({ low: share, high: share, confidence: share })
    .describe('bounds of Clopper and Pearson on the accuracy on all images like these'),
});

const accuracyCurve = z.strictObject({
  along: text.describe('the transformation'),
  means: text.describe('what a strength says'),
  identity: z.number().describe('the strength at which nothing is done'),
  scale: z.enum(['linear', 'log']),
  unfit: count.describe('images about which the transformation says nothing'),
  planned: count.describe('strengths that were to be tried'),
  points: z.array(point),
  file: text.exactOptional().describe('the curve as PNG, relative to the report; the same as SVG lies beside it'),
});

export const accuracySchema = z.strictObject({
  schema: z.literal('conic.accuracy/1'),
  verdict: z.enum(['measured', 'inconclusive']).describe('inconclusive: it was ended before all strengths were tried'),
  model: modelSchema,
  assumed: assumedSchema,
  curves: z.array(accuracyCurve),
  files: z.array(text).describe('the curves, as SVG and PNG'),
  environment: environmentSchema,
  durationMs: count,
});

/** Accuracy against the strength of transformations. */
export type AccuracyReport = z.infer<typeof accuracySchema>;
export type ReportedAccuracyCurve = z.infer<typeof accuracyCurve>;

/** As JSON Schema, draft 2020-12. */
export const accuracyJsonSchema = (): object => z.toJSONSchema(accuracySchema, { target: 'draft-2020-12' });
