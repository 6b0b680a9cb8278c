import { createHash } from 'node:crypto';
import type { Corpus } from '../../image/corpus.js';
import type { ImageShape } from '../../image/shape.js';

/** What the cases of an inspection are made from. */
export interface CaseSource {
  readonly inspection: string;
  readonly seed: number;
  readonly shape: ImageShape;
  /** Undefined: images are made. */
  readonly corpus: Corpus | undefined;
  /** Scalars, space, overflow and the like. */
  readonly settings: object;
}

/** Of so many images the pixels count; of the others their names. */
const looked = 64;

/** A digest of what cases are made from. Where it is equal, the n-th case is the same, whatever the model. */
export function caseDigest({ inspection, seed, shape, corpus, settings }: CaseSource): string {
  const hash = createHash('sha256').update(JSON.stringify([inspection, seed, shape, settings]));
  const images = corpus?.images ?? [];
  hash.update(JSON.stringify(images.map(({ description }) => description)));
  const step = Math.max(1, images.length / looked);
  for (let i = 0; i < images.length; i += step) hash.update(images[Math.floor(i)]!.pixels());
  return hash.digest('hex').slice(0, 32);
}
