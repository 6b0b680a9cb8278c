import { createHash } from 'node:crypto';
import type { Corpus } from '../image/corpus.js';

/** What images are, in hex: the same for the same pixels, names and classes in the same order, wherever they lie. */
export function imagesDigest({ images, truth }: Pick<Corpus, 'images' | 'truth'>): string {
  const hash = createHash('sha256');
  for (const [i, image] of images.entries()) {
    const pixels = image.pixels();
    hash.update(`${JSON.stringify([image.description, truth[i] ?? null, pixels.length])}\n`);
    hash.update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  }
  return hash.digest('hex');
}
