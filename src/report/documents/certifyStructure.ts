import { z } from 'zod';
import { certifiedModelSchema } from './certified.js';
import { environmentSchema } from './check.js';

// The one source of the form of a certificate by structure: its types, its validation and the JSON Schema that ships.

const text = z.string();
const texts = z.array(text).readonly();
const count = z.int().min(0);
const verdict = z.enum(['proved', 'not homogeneous', 'undecided']);

const culprits = z
  .array(
    z.strictObject({
      kind: text,
      node: text.describe('its name in the file; for a step of the preprocessing: preprocessing'),
      operation: text,
      what: text.describe('what exactly is wrong'),
      remedy: text,
    }),
  )
  .readonly();

const structure = z.strictObject({
  kind: z.literal('structure'),
  verdict: verdict.describe('of the chain from pixels to scores: the declared preprocessing and the network'),
  network: verdict.describe('of the network alone'),
  tensor: text.exactOptional().describe('the tensor whose degree decides'),
  degree: z.number().exactOptional().describe('scaled by a, that tensor is multiplied by a^degree'),
  equalOffset: text.exactOptional().describe('the node that adds an equal number to every class at the end'),
  follows: z
    .array(z.strictObject({ name: text, text }))
    .readonly()
    .describe('what is proved of every image, in real arithmetic'),
  culprits,
  preprocessing: culprits,
  cautions: texts.describe('where floats and real arithmetic may part'),
  nodes: count.describe('how many lead to the scores; all of them are covered'),
  reason: text.exactOptional(),
});

const dynamic = z.strictObject({
  kind: z.literal('dynamic'),
  verdict: z.enum(['scales', 'breaks', 'undecided']).describe('seen with powers of two, and not proved'),
  degree: z.number().exactOptional(),
  culprit: z
    .strictObject({ node: text, operation: text, tensor: text, exponent: z.int(), what: text })
    .exactOptional()
    .describe('the first tensor that does not scale, in the order of computation'),
  contradiction: text.exactOptional().describe('where the output of the model gives another label than its logits'),
  reachesScores: z.boolean().describe('whether the scores themselves fail to scale'),
  beyondRounding: z.boolean().describe('whether they fail by more than rounding explains'),
  tried: z.strictObject({ images: count, scalars: count, tensors: count }),
  limits: texts.describe('where floats ran out of range'),
  reason: text.exactOptional(),
});

export const structureSchema = z.strictObject({
  schema: z.literal('conic.certify-structure/1'),
  verdict,
  model: certifiedModelSchema,
  structure,
  dynamic: dynamic.exactOptional().describe('left out where the model was not run'),
  disagreements: texts.describe(
    'between structure and probing; where they contradict a proof, the verdict is undecided',
  ),
  environment: environmentSchema,
});

/** What `conic certify --structure --json` prints. */
export type StructureReport = z.infer<typeof structureSchema>;

/** As JSON Schema, draft 2020-12. */
export const structureJsonSchema = (): object => z.toJSONSchema(structureSchema, { target: 'draft-2020-12' });
