import { closeNames } from '../../closeNames.js';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import type { Corpus } from '../../image/corpus.js';
import { knownLabel } from '../knownLabels.js';

/** The classes of a corpus that are no label of a classifier, so that nothing can be known of their images. */
export interface UnmatchedTruth {
  /** By name, each with the labels that are called nearly the same. */
  readonly classes: readonly { readonly name: string; readonly close: readonly string[] }[];
  /** Images in these classes. */
  readonly images: number;
  /** Whether no class at all is a label. */
  readonly all: boolean;
  /** Whether labels are numbers because nobody has named them. */
  readonly unnamed: boolean;
}

/** @returns undefined where every class of the corpus is a label, or it has none. */
export function unmatchedTruth({ labels }: ClassifierSpec, { truth }: Corpus): UnmatchedTruth | undefined {
  const names = new Set(truth.filter((name) => name !== undefined));
  const unmatched = new Set([...names].filter((name) => knownLabel(name, labels) === undefined));
  if (unmatched.size === 0) return undefined;
  const unnamed = labels.every((label, place) => label === String(place));
  return {
    classes: [...unmatched].map((name) => ({ name, close: unnamed ? [] : closeNames(name, labels, 3) })),
    images: truth.filter((name) => name !== undefined && unmatched.has(name)).length,
    all: unmatched.size === names.size,
    unnamed,
  };
}
