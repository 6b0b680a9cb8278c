import { z } from 'zod';
import { certifiedModelSchema, certifiedVerdictSchema } from './certified.js';
import { environmentSchema } from './check.js';

// The one source of the form of certificates of regions: their types, their validation and the JSON Schema that ships.

const text = z.string();
const count = z.int().min(0);

/** The certificate of one group. */
export const reportedRegionSchema = z.strictObject({
  kind: z.literal('region'),
  word: z.enum(['proved-real', 'refuted', 'undecided']),
  images: z.array(text).readonly().describe('in words'),
  label: count.exactOptional().describe('of the first image: index of a label'),
  by: z.enum(['same piece', 'bounds', 'branch and bound', 'segment']).exactOptional(),
  cone: z
    .boolean()
    .describe('whether all combinations with weights of 0 or more, not all 0, are proved to have it too'),
  reason: text.exactOptional(),
  witness: z
    .strictObject({
      weights: z.array(z.number()).readonly().describe('one an image, 0 or more; they sum to 1'),
      label: count.describe('in real arithmetic'),
      engineLabel: count.describe('what the engine says'),
      exact: z.boolean().describe('whether rational arithmetic gave the label'),
      image: z.strictObject({ description: text, recipe: z.looseObject({ kind: text }) }),
    })
    .exactOptional()
    .describe('the mixture that refutes it; where undecided, one that the engine does not confirm'),
  parts: count.describe('into how many the region was cut'),
  durationMs: z.number().min(0),
});

export const regionReportSchema = z.strictObject({
  schema: z.literal('conic.certify-region/1'),
  model: certifiedModelSchema,
  labels: z.array(text).readonly(),
  verdict: certifiedVerdictSchema,
  groups: count.describe('how many there are, certified or not'),
  size: count.describe('images in a group'),
  left: count.describe('images that fill no group'),
  regions: z.array(reportedRegionSchema).readonly(),
  environment: environmentSchema,
});

/** What `conic certify --region --json` prints. */
export type RegionReport = z.infer<typeof regionReportSchema>;
/** One group's certificate. */
export type ReportedRegion = RegionReport['regions'][number];

/** As JSON Schema, draft 2020-12. */
export const regionJsonSchema = (): object => z.toJSONSchema(regionReportSchema, { target: 'draft-2020-12' });
