import { z } from 'zod';
import { causeKinds } from '../run/cause.js';
import { culpritKinds } from '../network/degree/flaw.js';
import { misfedSchema } from '../report/documents/check.js';
import { keptViews } from './keptViews.js';

// The form of what a part has of `conic check`: counts, and violations with all that a report shows and a store keeps of them.

const text = z.string();
const count = z.int().min(0);

export const keptCounterexampleSchema = z.strictObject({
  seed: z.int(),
  path: text,
  example: count.optional(),
  shrinks: count,
  why: text,
  margin: z.number(),
  scalar: z.number().min(0).optional(),
  label: text,
  labelAfter: text,
  cause: z.strictObject({
    kind: z.enum(causeKinds),
    detail: text,
    culprits: z
      .array(z.strictObject({ node: text, operation: text, kind: z.enum(culpritKinds), what: text, remedy: text }))
      .optional(),
  }),
  clearest: z
    .strictObject({
      why: text,
      margin: z.number(),
      scalar: z.number().min(0).optional(),
      label: text,
      labelAfter: text,
      ...keptViews,
    })
    .optional()
    .describe('the clearest violation on the way to it, whose case is not kept'),
  unstorable: text.optional().describe('why there is no form for the case, which then is null'),
  ...keptViews,
});

export type KeptCounterexample = z.infer<typeof keptCounterexampleSchema>;

const counts = z.strictObject({ held: count, violated: count, vacuous: count, inconclusive: count });

const labelCount = z.strictObject({
  label: count.describe('its place among the labels of the model'),
  held: count,
  violated: count,
  smallestMargin: z.number().exactOptional(),
  margins: z
    .array(z.tuple([z.int(), count]).readonly())
    .readonly()
    .describe('buckets of margins, and how many are in each'),
  nearest: z.number().min(0).exactOptional().describe('of the scalars at which one was violated, the one nearest 1'),
});

const labelCounts = z.strictObject({ byLabel: z.array(labelCount), byTruth: z.array(labelCount) });

const runPart = z.strictObject({
  property: text,
  module: text.optional().describe("the module of the user's that the property was read from"),
  claim: text,
  kind: z.enum(['claim', 'rate']),
  measured: z.boolean().describe('all cases are counted; else the first violation ends the run'),
  planned: count.describe('cases of the whole run'),
  from: count.describe('the number of the first case of this part; that of the run is 0'),
  to: count.describe('the number after that of its last case'),
  counts,
  examples: counts.optional().describe('stored cases, which the first part tries'),
  reasons: z.record(text, count),
  labels: labelCounts.optional().describe('decided cases label by label; left out where that is not known'),
  smallestMargin: z.number().optional(),
  stopped: z
    .enum(['time limit', 'nothing decided', 'model lost'])
    .optional()
    .describe('what ended it before its last case'),
  lost: text.optional().describe('what there was instead of an answer, where the model was lost'),
  misfed: misfedSchema
    .optional()
    .describe('in the first part: the model gives images their label no more often than guessing does'),
  found: z
    .array(
      z.strictObject({
        margin: z.number(),
        counterexample: keptCounterexampleSchema
          .nullable()
          .optional()
          .describe('null if it was not confirmed; left out where it cannot be the one that is shown'),
        unconfirmed: z.literal(true).exactOptional().describe('there was no time to ask about it again'),
      }),
    )
    .describe('violations: the first, or if all cases are counted each that is clearer than all before it'),
  known: z
    .strictObject({ counterexample: keptCounterexampleSchema.nullable(), stored: text.optional() })
    .optional()
    .describe('the stored case that violates'),
  notes: z.array(text),
  evaluated: count,
  durationMs: count,
});

export type RunPart = z.infer<typeof runPart>;

/** What is in a part of `conic check`. */
export const checkContent = z.strictObject({
  properties: z.array(runPart),
  notes: z.array(text).describe('on images and properties, in every part the same'),
  command: text.describe('the command as it was typed, without what says which cases'),
});

export type CheckContent = z.infer<typeof checkContent>;
