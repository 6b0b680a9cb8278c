import { z } from 'zod';
import { assumedSchema, modelSchema } from '../report/documents/check.js';
import { diffSchema } from '../report/documents/diff.js';
import { diffSettings } from '../settings/diff.js';
import { keptViews } from './keptViews.js';

// The form of what a part has of `conic diff`: what two models said of its images, and the images that the whole comparison may show or
// look for a cause with.

const text = z.string();
const count = z.int().min(0);
const { outcome, margin, difference, tau, ray } = diffSchema.shape.images.element.shape;
const rayForm = ray.unwrap();
const { scalar } = rayForm.shape.nearest.unwrap().shape;

const comparedImage = z.strictObject({
  image: text,
  outcome,
  label: count,
  labelOther: count,
  margin,
  difference,
  tau,
  truth: count.exactOptional(),
  ray: rayForm
    .extend({
      nearest: z.strictObject({ scalar, label: count, labelOther: count, margin: z.number() }).exactOptional(),
    })
    .exactOptional(),
});

const disagreement = z.strictObject({ index: count, image: text, scalar, margin: z.number(), ...keptViews });

export type KeptDisagreement = z.infer<typeof disagreement>;

/** What is in a part of `conic diff`. */
export const diffContent = z.strictObject({
  planned: count.describe('images of the whole comparison'),
  from: count.describe('the place of the first image of this part'),
  to: count.describe('the place after that of its last image'),
  other: z.strictObject({ model: modelSchema, assumed: assumedSchema }),
  labelsBy: z.enum(['name', 'place']),
  settings: z.strictObject({
    claim: z.enum(diffSettings.claim.kind.choices),
    maxRate: z.number().min(0).max(1).exactOptional(),
    rays: z.boolean(),
    scalars: z.strictObject({ min: scalar, max: scalar }),
    space: z.enum(diffSettings.space.kind.choices),
    overflow: z.enum(diffSettings.overflow.kind.choices),
    tolerance: z.number().min(0),
    worst: count,
    seed: z.int(),
  }),
  images: z.array(comparedImage).describe('labels are places among those of the model'),
  clearest: z.array(disagreement).describe('the clearest of this part, clearest first'),
  nearest: z.array(disagreement).describe('on its rays those nearest scalar 1, nearest first'),
  most: z
    .array(z.strictObject({ index: count, outcome, difference, ...keptViews }))
    .describe('its images on which the two differ most; none where they do not differ by more than rounding'),
  notes: z.array(text),
  evaluated: z.strictObject({ one: count, other: count }),
  durationMs: count,
});

export type DiffContent = z.infer<typeof diffContent>;
