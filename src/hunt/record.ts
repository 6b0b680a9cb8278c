import { z } from 'zod';
import type { Hunted } from './hunted.js';

// What is kept of one image: a line of the journal, and a result in the report.

const text = z.string();
const scalar = z.number().positive();
const margin = z.number().describe('how far the label is ahead, relative to the largest absolute score');

const said = z.strictObject({ scalar, label: text, margin });

const flip = z.strictObject({
  kept: said.describe('going from 1, the last scalar at which the label still held'),
  scalar: scalar.describe('where another label is ahead; as close to `kept` as was asked for'),
  label: text.describe('that label'),
  margin,
  witness: said.describe('near by, where another label is ahead by more than rounding error'),
});

const stretch = z.strictObject({ min: scalar, max: scalar, label: text });

export const recordSchema = z.strictObject({
  index: z.int().min(0),
  image: text.describe('the image in words'),
  label: text.describe('at scalar 1'),
  margin,
  truth: z
    .strictObject({ label: text, by: text.describe('what says so: the folder') })
    .exactOptional()
    .describe('the label that the image is known by'),
  outcome: z.enum(['flipped', 'unflipped', 'vacuous']).describe('vacuous: the image itself is a near tie'),
  below: flip.exactOptional().describe('the flip nearest 1 below it'),
  above: flip.exactOptional().describe('the flip nearest 1 above it'),
  clear: z
    .strictObject({
      min: scalar,
      max: scalar,
      scalars: z.int().min(1).describe('how many were tried between these'),
      apart: z.number().min(1).describe('the largest factor between two neighbours'),
    })
    .describe('at every scalar tried between these the label is the own one'),
  stretches: z.array(stretch).describe('the label at every scalar tried, ascending'),
  homogeneous: z.boolean().describe('every power of two multiplied the scores bit for bit'),
  evaluations: z.int().min(1).describe('how often the model was asked'),
});

/** What a hunt keeps of one image: {@link Hunted}, with the image in words. */
export type HuntRecord = z.infer<typeof recordSchema>;

/** The fields in the order of the schema, so that what was read from a journal and what is new look the same. */
export const huntRecordOf = (hunted: Hunted): HuntRecord => ({
  index: hunted.index,
  image: hunted.image.description,
  label: hunted.label,
  margin: hunted.margin,
  ...(hunted.truth === undefined ? {} : { truth: { label: hunted.truth.name, by: hunted.truth.by } }),
  outcome: hunted.outcome,
  ...(hunted.below === undefined ? {} : { below: hunted.below }),
  ...(hunted.above === undefined ? {} : { above: hunted.above }),
  clear: hunted.clear,
  stretches: [...hunted.stretches],
  homogeneous: hunted.homogeneous,
  evaluations: hunted.evaluations,
});
