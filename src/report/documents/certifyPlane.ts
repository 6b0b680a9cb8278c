import { z } from 'zod';
import { certifiedModelSchema, certifiedVerdictSchema } from './certified.js';
import { environmentSchema } from './check.js';

// The one source of the form of certificates of planes: their types, their validation and the JSON Schema that ships.

const text = z.string();
const count = z.int().min(0);
const area = z.number().min(0).describe('in units of the axes');
const share = z.number().min(0).max(1).describe('of the area of the plane');
const point = z.tuple([z.number(), z.number()]).readonly().describe('on the first axis, and on the second');
const ring = z.array(point).readonly().describe('the last point is joined to the first');

const axis = z.strictObject({
  name: text.describe('exposure, offset, or the image that is multiplied'),
  from: z.number(),
  to: z.number(),
});

const plane = z.strictObject({
  kind: z.literal('plane'),
  word: z
    .enum(['proved-real', 'undecided'])
    .describe('proved-real where all but a millionth of the area, along borders, has a label that is proved'),
  reason: text.exactOptional(),
  note: text.exactOptional().describe('where the scores of an image saturate: labels are those of logits'),
  images: z.array(text).readonly().describe('in words'),
  axes: z.tuple([axis, axis]).readonly(),
  labels: z
    .array(
      z.strictObject({
        label: count.describe('index of a label'),
        area,
        share,
        at: point.describe('a place well inside its largest piece'),
        engineLabel: count.exactOptional().describe('what the engine says there'),
      }),
    )
    .readonly()
    .describe('largest first'),
  polygons: z
    .array(
      z.strictObject({
        label: count,
        area,
        rings: z.array(ring).readonly().describe('the outline counterclockwise, and each hole in it clockwise'),
      }),
    )
    .readonly()
    .describe('where one label is proved'),
  undecided: z.strictObject({
    area,
    share,
    unreached: z
      .array(ring)
      .readonly()
      .describe(
        'what was not reached before a limit, or cannot be followed; the rest is narrow, along borders, or ties',
      ),
  }),
  rounding: z
    .number()
    .min(0)
    .describe(
      'how far corners may be off: a label is proved for all of a polygon that is farther than this from its outline',
    ),
  pieces: count,
  durationMs: z.number().min(0),
});

export const planeReportSchema = z.strictObject({
  schema: z.literal('conic.certify-plane/1'),
  model: certifiedModelSchema,
  labels: z.array(text).readonly(),
  verdict: certifiedVerdictSchema,
  plane,
  files: z.array(text).readonly().describe('drawings, relative to the report'),
  environment: environmentSchema,
});

/** What `conic certify --plane --json` prints. */
export type PlaneReport = z.infer<typeof planeReportSchema>;

/** As JSON Schema, draft 2020-12. */
export const planeJsonSchema = (): object => z.toJSONSchema(planeReportSchema, { target: 'draft-2020-12' });
