import { z } from 'zod';
import { diffSettings } from '../../settings/diff.js';
import { assumedSchema, environmentSchema, modelSchema } from './check.js';

// The one source of the form of what `conic diff` found: its types, its validation and the JSON Schema that ships with the package.

const text = z.string();
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const scalar = z.number().positive();
const tau = z.number().min(-1).max(1);

const interval = { low: z.number(), high: z.number(), confidence: share };

const parted = z.strictObject({
  scalar,
  label: text,
  labelOther: text,
  margin: z.number().describe('below 0: how clearly they disagree, relative to the largest score'),
});

const image = z.strictObject({
  image: text.describe('the image in words'),
  outcome: z
    .enum(['agree', 'disagree', 'near tie'])
    .describe('near tie: they differ by no more than rounding in one of the models'),
  label: text,
  labelOther: text,
  truth: text.exactOptional().describe('the known label'),
  margin: z.number().describe('how clearly they agree on the label; below 0 they do not'),
  difference: z.number().min(0).describe('the largest difference of two scores, relative to the largest score'),
  tau: tau.describe("Kendall's tau of the two orders of labels"),
  ray: z
    .strictObject({
      nearest: parted.exactOptional().describe('the disagreement nearest scalar 1'),
      clear: z.strictObject({
        min: scalar,
        max: scalar,
        scalars: count.describe('how many were tried between these'),
        apart: z.number().min(1).describe('the largest factor between two neighbours'),
      }),
      homogeneous: z.boolean().describe('every power of two multiplied the scores of both bit for bit'),
      evaluations: count.describe('how often each model was asked'),
    })
    .exactOptional()
    .describe('at every scalar tried within `clear` they agree; left out where they do not agree clearly at 1'),
});

const clearest = z.strictObject({
  index: count.describe('the place of the image'),
  image: text,
  scalar,
  label: text,
  labelOther: text,
  margin: z.number(),
  scores: z.array(z.number()).describe('one for each of model.labels'),
  scoresOther: z.array(z.number()).describe('in the same order'),
  file: text.exactOptional().describe('PNG, relative to the report'),
});

const finding = z.strictObject({
  kind: z.enum(['labels', 'preprocessing', 'softmax', 'tensor']),
  text,
  details: z.array(text),
  tensor: z
    .strictObject({
      tensor: text,
      tensorOther: text,
      by: z.enum(['name', 'position']).describe('how the two were found to belong together'),
      relativeError: z.number().min(0).describe('the largest difference, relative to the largest number'),
      node: text,
      nodeOther: text,
    })
    .exactOptional()
    .describe('the first tensor that differs by more than rounding'),
});

export const diffSchema = z.strictObject({
  schema: z.literal('conic.diff/1'),
  verdict: z.enum(['held', 'violated', 'inconclusive']).describe('violated: they disagree by more than is allowed'),
  reason: z.enum(['aborted', 'only near ties']).exactOptional().describe('why inconclusive'),
  model: modelSchema,
  other: modelSchema,
  assumed: assumedSchema.describe('of the first model'),
  assumedOther: assumedSchema,
  labelsBy: z.enum(['name', 'place']).describe('by what the labels were matched'),
  claim: z.enum(diffSettings.claim.kind.choices).describe('what has to be the same'),
  maxRate: share.exactOptional().describe('the share of images that may disagree'),
  tolerance: z.number(),
  planned: count,
  counts: z.strictObject({ images: count, agree: count, disagree: count, nearTies: count }),
  agreement: z
    .strictObject({ share, ...interval })
    .exactOptional()
    .describe('of the images that could be decided, with the bounds of Clopper and Pearson'),
  matrix: z
    .array(z.strictObject({ label: text, labelOther: text, images: count }))
    .describe('how often a label of the first model is which label of the other'),
  scoreDifference: z.strictObject({
    largest: z.number().min(0),
    mean: z.number().min(0),
    image: text.describe('where it is largest'),
  }),
  tau: z.strictObject({ mean: tau, lowest: tau }),
  accuracy: z
    .strictObject({
      labelled: count,
      model: share,
      other: share,
      difference: z.strictObject({ value: z.number(), ...interval }).describe("the other's less the first one's"),
    })
    .exactOptional(),
  rays: z
    .strictObject({
      scalars: z.strictObject({ min: scalar, max: scalar }),
      searched: count,
      disagree: count,
      homogeneous: count,
      widestStep: z.number().min(1),
      nearest: parted.extend({ image: text }).exactOptional(),
    })
    .exactOptional(),
  findings: z.array(finding).describe('where in the two models the difference comes from'),
  clearest: z
    .array(clearest)
    .describe('images as they are first, the clearest first; then along rays, nearest 1 first'),
  images: z.array(image),
  notes: z.array(text),
  files: z.array(text).describe('pictures, relative to the report'),
  evaluated: z.strictObject({ model: count, other: count }).describe('how often each was asked'),
  seed: z.int(),
  environment: environmentSchema,
  durationMs: count,
});

/** What `conic diff --json` prints. */
export type DiffReport = z.infer<typeof diffSchema>;

/** As JSON Schema, draft 2020-12. */
export const diffJsonSchema = (): object => z.toJSONSchema(diffSchema, { target: 'draft-2020-12' });
