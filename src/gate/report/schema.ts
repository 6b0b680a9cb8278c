import { z } from 'zod';
import { misfedSchema, reportSchema } from '../../report/documents/check.js';
import { packedPattern } from '../inspections/outcomes.js';

// The one source of the gate's report: its types, its validation and the JSON Schema that ships with the package.

const text = z.string();
const count = z.int().min(0);
const share = z.number().min(0).max(1);

const interval = z
  .strictObject({ low: z.number(), high: z.number(), confidence: share })
  .describe('an interval that holds the true value with this confidence');

/** In what a limit's numbers are given, so that whoever shows them need not know the kinds of limits. */
const unit = z.strictObject({
  name: text.describe('what they are: cases, share of images, probability'),
  as: z
    .enum(['count', 'share', 'change'])
    .describe('how they are written: a whole number; a share of 1, as a percentage; a change of one, with its sign'),
  better: z.enum(['less', 'more']).describe('whether the limit is the most or the least that is allowed'),
});

/** What came of a limit. `error` never passes. */
const outcome = z.enum(['pass', 'fail', 'warn', 'inconclusive', 'accepted']);

const limit = z.strictObject({
  name: text.describe('unique in the report: scalar-invariance/rate'),
  property: text.describe('the property it is about, or contrast-margin, zero-image'),
  kind: text.describe('what it asks: rate, margin'),
  unit,
  id: text.optional().describe('what a finding is accepted by: the same for every seed, model and machine'),
  severity: z.enum(['fail', 'warn']),
  outcome,
  claim: text.describe('what is asked, in words: at most 1 % of cases violated, with 95 % confidence'),
  /** The numbers: what was allowed, what was measured. */
  limit: z.number().optional(),
  measured: z.number().optional(),
  interval: interval.optional(),
  reason: text.describe('why it came out so, in a sentence'),
  cases: count.describe('decided cases it rests on'),
  planned: count.optional().describe('cases that the fixed-size decision needs'),
  saved: count.optional().describe('cases spared by stopping early'),
  labels: z
    .array(
      z.strictObject({
        label: text,
        outcome: z.enum(['pass', 'fail', 'inconclusive']),
        cases: count,
        measured: z.number().exactOptional(),
        interval: interval.describe(
          'the upper bounds hold for all labels at once with the confidence that was asked for, and so do the lower',
        ),
      }),
    )
    .optional()
    .describe('what came of each label, of a limit that is to hold for each'),
  accepted: z
    .strictObject({ reason: text, expires: text.describe('YYYY-MM-DD') })
    .optional()
    .describe('a known finding that somebody took responsibility for'),
  culprits: z.array(text).optional().describe('nodes of the network that are to blame'),
});

/** Scores of an image at many scalars: for the curve beside a counterexample. */
const curve = z.strictObject({
  scalars: z.array(z.number()),
  scores: z.array(z.array(z.number())).describe('one row a scalar, one number a label'),
});

const finding = z.strictObject({
  property: text,
  result: z.int().min(0).describe('index into results'),
  gateOnly: z.literal(true).optional().describe('only the gate tries this: conic gate with the seed gives it again'),
  picture: text.optional().describe('PNG, relative to the report'),
  original: text.optional(),
  scaled: text.optional(),
  curve: curve.optional(),
});

/** What every case of a property came to, so that a later candidate can be compared case by case. */
const outcomes = z.strictObject({
  property: text,
  cases: text.describe('a digest of what the cases were made from: only equal ones can be compared'),
  outcomes: text
    .regex(packedPattern)
    .describe(
      'a letter a case, in order: h held, v violated, - vacuous, ? near tie; before it how often, if more than once',
    ),
});

/** What is typed to see findings again. */
export const againSchema = z
  .strictObject({
    gate: text.describe('the gate as it was typed; the seed is added'),
    check: text
      .exactOptional()
      .describe(
        'conic check with what the configuration says of model, images and cases; property, seed and path are added',
      ),
  })
  .describe('commands for a shell in the folder where the gate ran');

export const gateSchema = z.strictObject({
  schema: z.literal('conic.gate/1'),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  warnings: count,
  model: reportSchema.shape.model,
  assumed: reportSchema.shape.assumed,
  seed: z.int(),
  misfed: misfedSchema.optional(),
  limits: z.array(limit).describe('failures first'),
  again: againSchema.exactOptional(),
  results: reportSchema.shape.results,
  findings: z.array(finding),
  outcomes: z.array(outcomes).optional().describe('case by case, for comparisons'),
  files: z.array(text).optional().describe('everything in the folder of this report, relative to it'),
  baseline: z
    .strictObject({ model: text, digest: text, file: text })
    .optional()
    .describe('the released model that the candidate was compared with'),
  environment: reportSchema.shape.environment,
  started: text.describe('ISO 8601'),
  durationMs: count,
});

/** The content of a gate's `report.json`. */
export type GateReport = z.infer<typeof gateSchema>;
export type GateLimit = z.infer<typeof limit>;
export type GateFinding = z.infer<typeof finding>;
export type GateOutcomes = z.infer<typeof outcomes>;

/** As JSON Schema, draft 2020-12. */
export const gateJsonSchema = (): object => z.toJSONSchema(gateSchema, { target: 'draft-2020-12' });
