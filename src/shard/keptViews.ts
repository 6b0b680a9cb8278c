import { z } from 'zod';
import type { Json } from '../image/image.js';
import { space } from '../settings/run.js';

// The form of images and of what the model said to them, as parts have them: every bit.

const text = z.string();
const count = z.int().min(0);

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([text, z.number(), z.boolean(), z.null(), z.array(json), z.record(text, json)]),
);
const recipe = z.looseObject({ kind: text }).catchall(json).describe('how the image was made');

const truth = z
  .strictObject({ name: text, by: text.describe('what says so: the folder') })
  .describe('the label that it is known by');

/** Float32 numbers. */
const keptNumbers = z.strictObject({
  dims: z.array(count),
  float32: text.describe('little-endian, in base64: every bit'),
});

/** An image; one that is made of others comes after them. */
const keptImage = z.union([
  z.strictObject({
    description: text,
    recipe,
    truth: truth.optional(),
    pixels: keptNumbers.describe('height, width, channels'),
  }),
  z.strictObject({
    parts: z.array(
      z.strictObject({ weight: z.number().min(0), image: count.describe('the place of an earlier image') }),
    ),
    clamped: z.boolean(),
  }),
]);

const keptView = z.strictObject({
  title: text,
  scores: keptNumbers,
  space: z.enum(space.choices),
  scalar: z.number().min(0).optional(),
  truth: truth.optional(),
  fed: keptNumbers.describe('what the network was fed'),
});

/** Views, and the case that they are of. */
export const keptViews = {
  views: z.array(keptView),
  content: json.describe('the case, and the images of the views, as conic/case.schema.json has cases'),
  images: z.array(keptImage).describe('what "$": "image" in the content refers to, by index'),
};

const keptViewsSchema = z.strictObject(keptViews);

export type KeptViews = z.infer<typeof keptViewsSchema>;
