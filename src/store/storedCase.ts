import { z } from 'zod';
import type { Json, Recipe } from '../image/image.js';
import { overflow, space } from '../settings/run.js';

// The one source of the form of a stored case: its types, its validation and the JSON Schema that ships with the package.
// Fields that a later version adds are ignored here, so that a store can be shared.

const text = z.string();
const side = z.int().min(1);
const index = z.int().min(0);
const json: z.ZodType<Json> = z.lazy(() =>
  z.union([text, z.number(), z.boolean(), z.null(), z.array(json), z.record(text, json)]),
);
const recipe: z.ZodType<Recipe> = z.object({ kind: text }).catchall(json).describe('how the image was made');

const view = z.object({
  title: text.describe('what the image is in the counterexample: original, scaled, vertex 2, combination'),
  image: text.describe('the image in words'),
  recipe,
  space: z.enum(space.choices).describe('where the weights acted that made it: on pixels, or after preprocessing'),
  label: text,
  scores: z.array(z.number()).describe('one for each of model.labels'),
});

const plainImage = z.object({
  file: text.regex(/^[\w-]+\.npy$/).describe('its exact pixels: float32, (height, width, channels), beside case.json'),
  description: text,
  recipe,
  truth: z.object({ name: text, by: text }).optional().describe('what it is known to show, and what says so'),
});

const combinedImage = z.object({
  parts: z
    .array(z.object({ weight: z.number().min(0), image: index.describe('the place of an earlier image') }))
    .min(1),
  clamped: z.boolean().describe('whether values above white are cut off'),
});

export const storedCaseSchema = z.object({
  schema: z.literal('conic.case/1'),
  digest: text.describe('of what the case is: model id, property, space, case and pixels. The name of its folder'),
  property: text,
  claim: text,
  why: text.describe('what happened when it was found'),
  label: text,
  labelAfter: text,
  margin: z.number().describe('below 0; relative to the largest score'),
  scalar: z.number().min(0).optional(),
  cause: z.object({ kind: text, detail: text }),
  views: z.array(view).min(1).describe('first the image itself, last the one that went wrong'),
  images: z.array(z.union([plainImage, combinedImage])).describe('what "$": "image" in the case refers to, by index'),
  case: z.unknown().describe('the property\'s case; what JSON has no form for is an object with the key "$"'),
  seed: z.int(),
  path: text.describe('with seed and the images of the run, gives this case again'),
  shrinks: index,
  options: z
    .object({
      space: z.enum(space.choices),
      overflow: z.enum(overflow.choices),
      scalars: z.object({ min: z.number().optional(), max: z.number().optional() }).optional(),
      tolerance: z.number().optional().describe('where the property was told one'),
    })
    .describe('of the run that found it'),
  model: z.object({
    id: text,
    digest: text.describe('SHA-256 of the model'),
    engine: text,
    labels: z.array(text),
  }),
  shape: z.object({ height: side, width: side, channels: side }),
  conic: text.describe('the version that stored it'),
});

/** The content of `case.json`: everything but the pixels. */
export type StoredCase = z.infer<typeof storedCaseSchema>;

/** As JSON Schema, draft 2020-12. */
export const storedCaseJsonSchema = (): object =>
  z.toJSONSchema(storedCaseSchema, { target: 'draft-2020-12', io: 'input' });
