import { z } from 'zod';
import { above0, choice, flag, mostCases, shareInside, whole } from '../limits/fields.js';
import { asksForLimit, everywhereFields, ownFields, propertiesField, someLimit } from './limits.js';

// The one source of the configuration's form: its types, its validation and the JSON Schema that ships with the package.

const text = z.string('a text').min(1, 'a text that is not empty');
const numbers = (each: z.ZodNumber) =>
  z
    .array(each, 'a number, or a list of one for each channel')
    .min(1, 'a number, or one for each channel')
    .or(each)
    .exactOptional();

const side = whole(1, 65_536);

const model = z.strictObject(
  {
    path: text.describe('an .onnx file, a model.json of TF.js, a SavedModel or Hugging Face folder'),
    size: z.strictObject({ height: side, width: side }, 'height and width').exactOptional(),
    layout: choice(['nchw', 'nhwc', 'flat']).exactOptional(),
    range: z.tuple([z.number(), z.number()], '[0, 1] or [0, 255]').exactOptional(),
    mean: numbers(z.number('a number')).describe('subtracted from each channel, after range'),
    std: numbers(above0('a number above 0')).describe('divides each channel, after mean'),
    labels: z.array(text, 'a list of names').or(text).describe('names, or a file with one a line').exactOptional(),
    output: text.describe('which output has the scores').exactOptional(),
    engine: choice(['tfjs-node', 'wasm', 'cpu']).exactOptional(),
    workers: whole(1, 256).exactOptional(),
    batch: whole(1, 65_536).describe('most images in one call').exactOptional(),
  },
  'a path, or an object with path',
);

const images = z.strictObject(
  {
    path: text.describe('a folder of PNG, JPEG or WebP, one such file, or an IDX file'),
    resize: flag.exactOptional(),
    skipUnreadable: flag.exactOptional(),
    limit: whole(1, 1e9).describe('most images to read').exactOptional(),
  },
  'a path, or an object with path',
);

const scalar = above0('a finite number above 0');

export const configSchema = z
  .strictObject(
    {
      $schema: text.describe('where an editor finds this schema').exactOptional(),
      model: text.or(model).describe('the model that is to be released; paths are relative to this file'),
      images: text.or(images).describe('without it, images are made').exactOptional(),
      seed: whole(-(2 ** 31), 2 ** 31 - 1)
        .describe("the same seed gives the same cases; default: the baseline's, or a new one")
        .exactOptional(),
      cases: whole(1, mostCases)
        .describe('decided cases a property; default 1000, for a rate as many as it needs')
        .exactOptional(),
      scalars: z
        .strictObject({ min: scalar, max: scalar }, '{ min: 0.001, max: 1 }')
        .refine(({ min, max }) => min <= max, 'min at most max')
        .exactOptional(),
      overflow: choice(['limit', 'clamp', 'allow']).exactOptional(),
      space: choice(['pixel', 'model']).exactOptional(),
      tolerance: shareInside
        .describe('differences up to this, relative to the largest score, are rounding')
        .exactOptional(),
      timeLimit: above0('seconds, above 0')
        .max(2e6, 'seconds, at most 2000000')
        .describe('seconds for the whole gate')
        .exactOptional(),
      earlyStop: flag
        .describe('stop when a limit is decided; default true, except where models are compared or findings accepted')
        .exactOptional(),
      properties: propertiesField.exactOptional(),
      ...ownFields,
      baseline: text
        .or(z.literal(false))
        .describe("the gate's report.json of the released model; false: there is none yet")
        .exactOptional(),
      ...everywhereFields,
      accepted: text.describe('a file of known findings; default conic.accepted.json, if it is there').exactOptional(),
      report: text.describe('the folder for the report').exactOptional(),
      failOn: choice(['fail', 'warn']).describe('warn: warnings fail the gate').exactOptional(),
    },
    'an object of settings',
  )
  .refine(asksForLimit, { error: someLimit, params: { found: 'no limit' } });

/** What a gate is told: the content of `conic.config.ts`. */
export type GateConfig = z.infer<typeof configSchema>;

/** As JSON Schema, draft 2020-12. */
export const configJsonSchema = (): object => z.toJSONSchema(configSchema, { target: 'draft-2020-12' });
