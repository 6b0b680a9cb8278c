import { z } from 'zod';
import { channelOrder, kerasMode } from '../../settings/model.js';

// The one source of the report's form: its types, its validation and the JSON Schema that ships with the package.

const text = z.string();
const count = z.int().min(0);

const shape = z.strictObject({ height: count, width: count, channels: count });

const step = z.strictObject({ kind: text, text, homogeneous: z.boolean().describe('keeps f(a x) = a f(x)') });

const truth = z
  .strictObject({ label: text, by: text.describe('what says so: the folder') })
  .describe('the label that the image is known by');

const view = z.strictObject({
  title: text.describe('what the image is in the counterexample: original, scaled, vertex 2, combination'),
  image: text.describe('the image in words'),
  recipe: z.looseObject({ kind: text }).describe('how the image was made'),
  space: text.describe('where the weights acted that made it: on pixels (pixel), or after preprocessing (model)'),
  label: text,
  truth: truth.optional(),
  scores: z.array(z.number()).describe('one for each of model.labels'),
  file: text.optional().describe('PNG, relative to the report'),
});

/** A violation as it is shown. */
const shown = {
  why: text,
  margin: z.number().describe('below 0; relative to the largest score'),
  scalar: z.number().min(0).optional(),
  label: text,
  labelAfter: text,
  truth: truth.optional().describe('the label that all its images are known by, where they are'),
  views: z.array(view),
};

const counterexample = z.strictObject({
  seed: z.int(),
  path: text.describe('with seed, gives this case again'),
  example: count
    .optional()
    .describe('its place among the stored cases that were tried first; seed and path say nothing'),
  stored: text.optional().describe('its folder in the store of counterexamples'),
  shrinks: count,
  ...shown,
  clearest: z
    .strictObject({ ...shown, picture: text.optional().describe('PNG, relative to the report') })
    .optional()
    .describe('the clearest violation on the way to this simplest one'),
  cause: z.strictObject({
    kind: text,
    detail: text,
    culprits: z.array(text).optional().describe('nodes of the network that break homogeneity, and what exactly'),
  }),
  files: z.array(text).describe('everything kept of it, relative to the report'),
});

const numberOrMany = z.union([z.number(), z.array(z.number()).readonly()]);

/** How a model may be fed, by the names of the options that say it. */
const feeding = z.strictObject({
  range: z.tuple([z.number(), z.number()]).readonly().exactOptional(),
  mean: numberOrMany.exactOptional(),
  std: numberOrMany.exactOptional(),
  channels: z.enum(channelOrder.choices).exactOptional(),
  preprocess: z.enum(kerasMode.choices).exactOptional(),
});

export const misfedSchema = z
  .strictObject({
    labelled: count.describe('images whose label is known'),
    correct: count,
    expected: z.number().describe('how many would be right by guessing, on average'),
    truthBy: text.describe('what says of what label an image is: the folder'),
    remedy: z
      .strictObject({
        options: feeding.describe('what to tell conic; empty where it cannot be told'),
        words: text.exactOptional().describe('what has to be done besides, outside of conic'),
        labelled: count,
        correct: count,
      })
      .exactOptional()
      .describe('what brings accuracy back'),
  })
  .describe(
    'the model gives known images their label no more often than guessing: it is probably not fed as it was trained',
  );

const share = z.number().min(0).max(1);

const labelRow = z.strictObject({
  label: text,
  cases: count.describe('decided cases: held + violated'),
  violated: count,
  rate: share.describe('violated / cases'),
  interval: z
    .strictObject({ low: share, high: share, confidence: share })
    .describe('bounds of Clopper and Pearson on the rate, of this label alone'),
  smallestMargin: z.number().exactOptional(),
  medianMargin: z.number().exactOptional().describe('to 1 %'),
  nearestFlip: z
    .number()
    .min(0)
    .exactOptional()
    .describe('of the scalars at which a case was violated, the one nearest 1'),
});

/** What is told label by label. */
export const labelRowsSchema = {
  byLabel: z.array(labelRow).exactOptional().describe('by the label that the model gives the image a case is about'),
  byTruth: z.array(labelRow).exactOptional().describe('by the label that this image is known by'),
};

const result = z.strictObject({
  property: text,
  module: text.optional().describe("the module of the user's that the property was read from"),
  claim: text,
  verdict: z.enum(['held', 'violated', 'inconclusive', 'measured']),
  reason: text.optional().describe('why inconclusive'),
  lost: text.optional().describe('where the model was lost: what there was instead of an answer'),
  cases: count.describe('held + violated + vacuous + inconclusive'),
  planned: count,
  held: count,
  violated: count,
  vacuous: count.describe('cases about which the claim says nothing; never counted as held'),
  inconclusive: count.describe('cases within rounding error'),
  searched: count
    .optional()
    .describe('where cases were searched for: how many were made of others; then the counts are no rate'),
  examples: z
    .strictObject({ held: count, violated: count, vacuous: count, inconclusive: count })
    .optional()
    .describe('stored cases that were tried first; they count nowhere else'),
  reasons: z.record(text, count).describe('why cases were vacuous or inconclusive'),
  smallestMargin: z.number().optional(),
  counterexample: counterexample.optional(),
  seed: z.int(),
  evaluated: count.describe('images the model was asked about'),
  durationMs: count,
  ...labelRowsSchema,
});

/** The model that was examined. */
export const modelSchema = z.strictObject({
  id: text,
  digest: text.describe('SHA-256 of the model'),
  engine: text,
  scores: z.enum(['logits', 'probabilities', 'label']),
  labels: z.array(text),
});

/** What was taken to be so about the model and the images. */
export const assumedSchema = z.strictObject({
  shape,
  layout: text,
  range: z.array(z.number()).length(2),
  steps: z.array(step),
  space: text,
  overflow: text,
  images: text,
  notes: z.array(text).describe('what was inferred and not told'),
});

/** Where it ran. */
export const environmentSchema = z.strictObject({ conic: text, node: text, platform: text });

export const reportSchema = z.strictObject({
  schema: z.literal('conic.report/1'),
  verdict: z.enum(['held', 'violated', 'inconclusive']).describe('violated if any is; else inconclusive if any is'),
  seed: z.int(),
  model: modelSchema,
  assumed: assumedSchema,
  command: text
    .optional()
    .describe('the command as it was typed, without what says which case: for a shell in the folder where it ran'),
  misfed: misfedSchema.optional(),
  results: z.array(result),
  environment: environmentSchema,
  durationMs: count,
});

/** The content of `report.json`. */
export type CheckReport = z.infer<typeof reportSchema>;
export type ReportedLabelRow = z.infer<typeof labelRow>;
export type ReportedResult = z.infer<typeof result>;
export type ReportedCounterexample = z.infer<typeof counterexample>;

/** As JSON Schema, draft 2020-12. */
export const reportJsonSchema = (): object => z.toJSONSchema(reportSchema, { target: 'draft-2020-12' });
