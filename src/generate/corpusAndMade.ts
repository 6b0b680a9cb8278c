import * as fc from 'fast-check';
import type { Corpus } from '../image/corpus.js';
import type { Image } from '../image/image.js';
import type { ImageShape } from '../image/shape.js';
import { anyImage } from './anyImage.js';
import { drawnFrom, fromCorpus } from './fromCorpus.js';
import { plannedAs } from './imagePlan.js';

/** Real images and made ones: three of those of a corpus for each that conic makes. */
export function corpusAndMade(corpus: Pick<Corpus, 'images'>, shape: ImageShape): fc.Arbitrary<Image> {
  const [real, made] = [fromCorpus(corpus), anyImage(shape)];
  const both = fc.oneof({ weight: 3, arbitrary: real }, { weight: 1, arbitrary: made });
  return plannedAs({ kind: 'corpus and made', images: corpus.images }, drawnFrom(both, corpus));
}
