import type { Classifier } from '../classifier/classifier.js';
import { now, orStopped } from '../clock.js';
import type { OwnShare } from '../run/ownShare.js';
import { AskBoth } from './askBoth.js';
import { DiffRun, raysTogether } from './diffRun.js';
import type { ClearDisagreement, ComparedImage, Diff } from './found.js';
import { imagePairs, type ImagePair } from './imagePairs.js';
import { settledDiff, type DiffOptions, type SettledDiff } from './options.js';
import { diffCircumstances } from './runDiff.js';
import { slab } from './askImages.js';
import { twoModels } from './twoModels.js';
import { differAtAll } from './where/whereTheyDiffer.js';
import { Sample } from './where/sample.js';

/** One of the images on which two models differ most, as both take it. */
export interface MuchDifferent extends Pick<ComparedImage, 'index' | 'outcome' | 'difference'> {
  readonly pair: ImagePair;
}

/** What a part of a comparison has found. */
export interface DiffShare extends Pick<
  Diff,
  'one' | 'other' | 'labelsBy' | 'origin' | 'notes' | 'evaluated' | 'durationMs'
> {
  readonly settings: SettledDiff;
  /** All images of the comparison, for a digest. */
  readonly pairs: readonly ImagePair[];
  readonly from: number;
  readonly to: number;
  readonly images: readonly ComparedImage[];
  /** Of its images: the clearest disagreements, and those nearest scalar 1 on rays; of each as many as may be shown. */
  readonly clearest: readonly ClearDisagreement[];
  readonly nearest: readonly ClearDisagreement[];
  /** Of its images those on which the two differ most; none where they do not differ by more than rounding. */
  readonly most: readonly MuchDifferent[];
}

/**
 * Does a part of what {@link diff} would do: all of it for some of the images, but for what differs in the models, which is looked for
 * when all parts are there.
 *
 * A part has whole groups of images, whose questions share batches: so what it finds is what the single comparison finds, to the last bit.
 *
 * @throws as `diff` does.
 */
export async function shareDiff(
  first: Classifier,
  second: Classifier,
  options: DiffOptions,
  own: OwnShare,
): Promise<DiffShare> {
  const started = now();
  const settings = settledDiff(options);
  const models = twoModels(first, second, settings);
  const { pairs, origin, notes } = await imagePairs(models, settings);
  const stop = new AbortController();
  const both = new AskBoth(models, settings, [stop.signal, settings.signal]);
  const size = both.batches.every((batch) => slab % batch === 0) ? raysTogether : slab;
  const groups = own.of(Math.ceil(pairs.length / size));
  const share = { from: Math.min(pairs.length, groups.from * size), to: Math.min(pairs.length, groups.to * size) };
  const run = new DiffRun(both, pairs, settings, share);
  try {
    if (share.from < share.to) await run.asTheyAre();
    if (settings.rays) await run.alongRays();
    const most = run.mostDifferent().map(({ index, outcome, difference }) => ({
      index,
      outcome,
      difference,
      pair: pairs[index]!,
    }));
    const mostPairs = most.map(({ pair }) => pair);
    const sample = await orStopped(() => Sample.of(models, mostPairs, settings.tolerance), settings.signal);
    // Once it is ended this throws, as all questions do: a part that is not done is none.
    const nearest = await run.nearestOnRays(settings.worst);
    return {
      ...diffCircumstances(models, settings, notes),
      settings,
      origin,
      pairs,
      ...share,
      images: run.images,
      clearest: run.clearest,
      nearest,
      most: sample !== undefined && differAtAll(sample) ? most : [],
      evaluated: both.evaluated,
      durationMs: Math.round(now() - started),
    };
  } finally {
    stop.abort();
  }
}
