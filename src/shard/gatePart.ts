import { z } from 'zod';
import { packedPattern } from '../gate/inspections/outcomes.js';
import { acceptedEntry } from '../gate/known/accepted.js';
import { againSchema, gateSchema } from '../gate/report/schema.js';
import { misfedSchema } from '../report/documents/check.js';
import { keptCounterexampleSchema } from './checkPart.js';

// The form of what a part has of `conic gate`: of every inspection what each case came to, so that a merge can tell where the single gate
// would have ended; and violations with all that a report shows of them.

const text = z.string();
const count = z.int().min(0);
const { element: reportedFinding } = gateSchema.shape.findings;

const counts = z.strictObject({ held: count, violated: count, vacuous: count, inconclusive: count });
const stopped = z.enum(['time limit', 'model lost']);
const packed = text
  .regex(packedPattern)
  .describe(
    'a letter a case, in order: h held, v violated, - vacuous, ? inconclusive; before it how often, if more than once',
  );

const foundInSpan = z.strictObject({
  number: count.describe('of its case or image'),
  margin: z.number(),
  counterexample: keptCounterexampleSchema
    .nullable()
    .exactOptional()
    .describe('null if it was not confirmed; left out where it cannot be the one that is shown'),
  unconfirmed: z.literal(true).exactOptional().describe('there was no time to ask about it again'),
  curve: reportedFinding.shape.curve.unwrap().exactOptional(),
});

const span = z.strictObject({
  from: count.describe('the number of its first case or image'),
  to: count.describe('the number after that of its last one, if it did not end before'),
  outcomes: packed,
  reasons: z.array(text),
  whys: z
    .array(z.tuple([count, z.int().min(1)]))
    .describe('of those that are vacuous or inconclusive, in order: the place of the reason, and how often in a row'),
  labels: z
    .strictObject({
      images: z.array(z.strictObject({ label: count, truth: text.exactOptional() })).readonly(),
      each: z.array(count).readonly().describe('of each decided case, in order: the place of its image among these'),
      nearer: z
        .array(z.tuple([count, z.number()]).readonly())
        .readonly()
        .describe('numbers of violated cases whose scalar is nearer 1 than those of all before of the same image'),
    })
    .exactOptional()
    .describe('which images the decided ones are about; left out where one does not say'),
  found: z.array(foundInSpan).describe('each violation that is clearer than all before it in this span'),
  stopped: z
    .enum([...stopped.options, 'nothing decided'])
    .exactOptional()
    .describe('what ended it; left out also where no further case can matter'),
  lost: text.exactOptional().describe('what there was instead of an answer, where the model was lost'),
  evaluated: count,
  durationMs: count,
});

export type KeptSpan = z.infer<typeof span>;

const spansForm = {
  property: z.strictObject({
    name: text,
    claim: text,
    kind: z.enum(['claim', 'rate']).exactOptional(),
    module: text.exactOptional(),
  }),
  wanted: count.describe('decided cases that are enough, or all images'),
  planned: count.describe('cases at most, or all images'),
  spans: z.array(span),
  misfed: misfedSchema.exactOptional().describe('of the part that has case 0'),
  value: z.number().exactOptional().describe('of the first part: a number that was measured besides'),
};

const inspectedForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cases'), ...spansForm }),
  z.strictObject({ kind: z.literal('images'), ...spansForm }),
  z.strictObject({
    kind: z.literal('counts'),
    counts,
    byLabel: z
      .array(z.strictObject({ label: text, cases: count, violated: count }))
      .readonly()
      .exactOptional(),
    stopped: stopped.exactOptional(),
    said: text.exactOptional().describe('of the first part'),
  }),
]);

export type KeptInspection = z.infer<typeof inspectedForm>;

const limitPlan = z.strictObject({
  property: text,
  severity: z.enum(['fail', 'warn']),
  asked: z.array(z.strictObject({ kind: text, settings: z.json() })),
  standing: z.strictObject({
    cases: count,
    labels: z.array(text),
    exhaustive: z.boolean(),
    released: packed.describe('what the same cases came to for the baseline'),
  }),
});

const judging = z.strictObject({
  inspections: z.array(
    z.strictObject({
      name: text,
      gateOnly: z.boolean(),
      cases: text.exactOptional().describe('a digest of what its cases are made from'),
      note: text.exactOptional(),
      limits: limitPlan,
    }),
  ),
  failOn: z.enum(['fail', 'warn']).exactOptional(),
  misfed: misfedSchema.exactOptional(),
  accepted: z.array(acceptedEntry).describe('findings that somebody took responsibility for'),
  accept: z.strictObject({ reason: text, expires: text }).exactOptional().describe('who takes it for what fails now'),
  baseline: gateSchema.shape.baseline.unwrap().exactOptional(),
  again: againSchema.exactOptional(),
  imageNotes: z.array(text),
});

/** What is in a part of `conic gate`. */
export const gateContent = z.strictObject({
  inspections: z.array(z.strictObject({ name: text, inspected: inspectedForm })),
  judging: judging.exactOptional().describe('in the first part: all that the parts are judged by'),
  durationMs: count,
});

export type GateJudging = z.infer<typeof judging>;
