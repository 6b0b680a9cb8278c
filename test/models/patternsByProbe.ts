import type { Tensor } from '../../src/classifier/classifier.js';
import { patternKinks, type PiecesOf } from '../../src/classifier/pattern/patternKinks.js';
import { PatternReader } from '../../src/classifier/pattern/patternReader.js';

/** The patterns of images, read from tensors that were probed. */
export const patternsByProbe = (
  network: PiecesOf,
  tensors: ReadonlyMap<string, Tensor>,
  count: number,
): readonly string[] => new PatternReader(patternKinks(network)).patterns(count, (name) => tensors.get(name));
