import { z } from 'zod';
import { mendScalars } from '../../mend/measure.js';
import { certifiedModelSchema } from './certified.js';
import { environmentSchema } from './check.js';

// The one source of the form of what `conic mend` found: its types, its validation and the JSON Schema that ships.

const text = z.string();
const share = z.number().min(0).max(1);

const row = z.strictObject({
  name: text.describe('nothing, what images are divided by, or without biases'),
  accuracy: z
    .array(share)
    .length(mendScalars.length)
    .readonly()
    .exactOptional()
    .describe(`of labelled images, at the scalars ${mendScalars.join(', ')}`),
  changed: share.describe('images with another label than the original gives at scalar 1'),
  dim: share.describe('of all images, those among the changed that do not reach white'),
  onBlack: share.describe('the largest probability on black'),
  milliseconds: z.number().min(0).describe('an image, in batches; to be compared within one run'),
});

export const mendSchema = z.strictObject({
  schema: z.literal('conic.mend/1'),
  verdict: z
    .enum(['proved', 'undecided', 'proved already'])
    .describe(
      'proved: no scalar changes a label, and black is uniform; proved already: of the original, nothing is written',
    ),
  model: certifiedModelSchema,
  written: text.exactOptional().describe('the file with the mended network'),
  notes: z.array(text).readonly().describe('what was done, what it costs, and how the new network is fed'),
  follows: z.array(text).readonly().describe('what is proved of the mended network, for every image'),
  culprits: z.array(text).readonly().describe('what keeps it from being proved'),
  unguarded: z.array(text).readonly().describe('outputs that are not defined on black'),
  rows: z.array(row).readonly().describe('the original and every way of mending, on the given images'),
  recommended: text.exactOptional().describe('what costs least accuracy at scalar 1'),
  environment: environmentSchema,
});

/** What `conic mend --json` prints. */
export type MendReport = z.infer<typeof mendSchema>;
export type MendRow = MendReport['rows'][number];

/** As JSON Schema, draft 2020-12. */
export const mendJsonSchema = (): object => z.toJSONSchema(mendSchema, { target: 'draft-2020-12' });
