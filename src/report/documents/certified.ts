import { z } from 'zod';

// What the documents of replays and certificates have in common.

const text = z.string();

/** A model as far as a certificate depends on it. */
export const certifiedModelSchema = z.strictObject({
  id: text,
  digest: text.describe('SHA-256 of the model'),
  engine: text,
});

/** A scalar, or the end that is none: JSON has no infinity. */
export const endSchema = z.union([z.number(), z.literal('Infinity')]);

/** What all certificates of a document come to. */
export const certifiedVerdictSchema = z
  .enum(['held', 'violated', 'inconclusive'])
  .describe('held: all is proved; violated: the engine shows that it is not so');
