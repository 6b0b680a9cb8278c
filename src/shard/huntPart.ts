import { z } from 'zod';
import { recordSchema } from '../hunt/record.js';
import { huntSchema } from '../report/documents/hunt.js';
import { keptCounterexampleSchema } from './checkPart.js';
import { keptViews } from './keptViews.js';

// The form of what a part has of `conic hunt`: what was found of its images, and the drawings of those that the whole hunt may show.

const text = z.string();
const count = z.int().min(0);
const { search, worst, summary } = huntSchema.shape;

const flip = z.strictObject({
  drawn: worst.element,
  files: z.array(
    z.strictObject({ name: text, text: text.optional(), base64: text.optional().describe('where it is no text') }),
  ),
  ...keptViews,
  counterexample: keptCounterexampleSchema
    .nullable()
    .describe('of scalar invariance, for the store; null if the flip is none when its image is asked about alone'),
});

export type KeptFlip = z.infer<typeof flip>;

/** What is in a part of `conic hunt`. */
export const huntContent = z.strictObject({
  planned: count.describe('images of the whole hunt'),
  from: count.describe('the place of the first image of this part'),
  to: count.describe('the place after that of its last image'),
  identity: z.record(text, text).describe('what makes a hunt the same hunt'),
  search,
  zero: summary.shape.zero,
  culprits: z.array(text),
  records: z.array(recordSchema),
  worst: z.array(flip).describe('the images of this part whose flip is nearest 1, nearest first'),
  shown: count.describe('how many of the worst images are drawn'),
  keeping: z.boolean().describe('whether counterexamples were confirmed for the store'),
  notes: z.array(text).describe('on images, in the first part'),
  durationMs: count,
});

export type HuntContent = z.infer<typeof huntContent>;
