import { z } from 'zod';
import { certifiedModelSchema, certifiedVerdictSchema, endSchema } from './certified.js';
import { environmentSchema } from './check.js';

// The one source of the form of certificates of rays: their types, their validation and the JSON Schema that ships.

const text = z.string();
const count = z.int().min(0);
const word = z
  .enum(['proved-exact', 'proved-real', 'numerically exact', 'undecided'])
  .describe('the two proofs are about real arithmetic; numerically exact is none');

const flip = z.strictObject({
  at: z.number().describe('the scalar, rounded'),
  low: endSchema.describe('it certainly lies between low and high'),
  high: endSchema,
  exact: z
    .strictObject({ numerator: text, denominator: text })
    .exactOptional()
    .describe('the place itself, where arithmetic was rational'),
  before: count.describe('index of a label'),
  after: count,
  replay: z
    .strictObject({ below: z.number(), above: z.number() })
    .exactOptional()
    .describe('the nearest scalars at which the engine gives the two labels; left out where it does not show the flip'),
});

const interval = z.strictObject({
  min: endSchema,
  max: endSchema,
  label: count.exactOptional().describe('index of a label; left out where nothing is known'),
  tied: z.array(count).readonly().exactOptional().describe('labels that have the very same score all along'),
  touches: z.array(z.number()).readonly().exactOptional().describe('places at which another has the same score'),
  word,
});

/** The certificate of one image. */
export const reportedRaySchema = z.strictObject({
  kind: z.literal('ray'),
  image: text.describe('the image in words'),
  word,
  reason: text.exactOptional(),
  note: text.exactOptional().describe('where the scores of the image saturate: the label is that of its logits'),
  method: z.enum(['float64', 'rounded', 'exact', 'engine']),
  min: endSchema,
  max: endSchema,
  intervals: z.array(interval).readonly().describe('from end to end without gaps'),
  flips: z.array(flip).readonly(),
  nearest: flip.exactOptional().describe('the flip whose scalar is nearest 1, as a ratio'),
  label: count.exactOptional().describe('of the image itself, where that is decided'),
  pieces: count,
  durationMs: z.number().min(0),
});

export const rayReportSchema = z.strictObject({
  schema: z.literal('conic.certify-ray/1'),
  model: certifiedModelSchema,
  labels: z.array(text).readonly(),
  verdict: certifiedVerdictSchema,
  planned: count.describe('how many images there are, certified or not'),
  rays: z.array(reportedRaySchema).readonly(),
  files: z.array(text).readonly().describe('drawings, relative to the report'),
  environment: environmentSchema,
});

/** What `conic certify --ray --json` prints. */
export type RayReport = z.infer<typeof rayReportSchema>;
/** One image's certificate. */
export type ReportedRay = RayReport['rays'][number];

/** As JSON Schema, draft 2020-12. */
export const rayJsonSchema = (): object => z.toJSONSchema(rayReportSchema, { target: 'draft-2020-12' });
