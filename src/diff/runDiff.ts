import type { Classifier } from '../classifier/classifier.js';
import { now } from '../clock.js';
import { rangeFor } from '../hunt/settings.js';
import { searchTogether } from '../hunt/searchTogether.js';
import { agreementShare, countAgreement, type AgreementCounts } from './agreementShare.js';
import { AskBoth } from './askBoth.js';
import { askImages } from './askImages.js';
import { Clearest } from './clearest.js';
import { compared, type PairedScores } from './comparison.js';
import type { ModelDifference } from './difference.js';
import type { ComparedImage, Diff } from './found.js';
import { imagePairs, type ImagePair } from './imagePairs.js';
import { labelMatrix } from './labelMatrix.js';
import type { SettledDiff } from './options.js';
import { pairedAccuracy } from './pairedAccuracy.js';
import { raySummary } from './raySummary.js';
import { searchDisagreement, type RayComparison } from './raySearch.js';
import { twoModels, type TwoModels } from './twoModels.js';
import { Sample } from './where/sample.js';
import { whereTheyDiffer } from './where/whereTheyDiffer.js';

/** Holds two models against each other: {@link diff} without its door. */
export async function runDiff(first: Classifier, second: Classifier, settings: SettledDiff): Promise<Diff> {
  const started = now();
  const models = twoModels(first, second, settings);
  const { pairs, origin, notes } = await imagePairs(models, settings);
  const stop = new AbortController();
  const both = new AskBoth(models, settings, [stop.signal, settings.signal]);
  const run = new DiffRun(both, pairs, settings);
  try {
    await run.asTheyAre();
    if (settings.rays) await run.alongRays();
    await run.where(models);
  } catch (thrown) {
    if (settings.signal?.aborted !== true) throw thrown;
  } finally {
    stop.abort();
  }
  return {
    ...run.concluded(),
    ...circumstances(models, settings, notes),
    origin,
    durationMs: Math.round(now() - started),
  };
}

function circumstances({ one, other, labels }: TwoModels, settings: SettledDiff, notes: readonly string[]) {
  const { claim, maxRate, rays, scalars, space, overflow, tolerance, seed } = settings;
  const byPlace = 'Labels are matched by place: one of the two models has numbers for names.';
  return {
    one: one.spec,
    other: other.spec,
    labelsBy: labels.by,
    settings: { claim, maxRate, rays, scalars, space, overflow, tolerance, seed },
    notes: [...notes, ...(labels.by === 'place' ? [byPlace] : [])],
  };
}

/** Images that a cause is looked for with. */
const sampled = 24;

/** One comparison under way, and what is known so far. */
class DiffRun {
  readonly #images: ComparedImage[] = [];
  /** Of the images that disagree, the clearest; with the scores, which of all images would be too many. */
  readonly #clearest: Clearest;
  #findings: readonly ModelDifference[] = [];
  #disagree = 0;

  constructor(
    private readonly both: AskBoth,
    private readonly pairs: readonly ImagePair[],
    private readonly settings: SettledDiff,
  ) {
    this.#clearest = new Clearest(settings.worst);
  }

  async asTheyAre(): Promise<void> {
    for await (const slab of askImages(this.both, this.pairs)) {
      for (const scores of slab) this.#note(scores);
      this.#tell('images', this.#images.length);
    }
  }

  #note(scores: PairedScores): void {
    const index = this.#images.length;
    const { one, other, truth } = this.pairs[index]!;
    const comparison = compared(scores, this.settings);
    this.#images.push({ index, image: one, ...comparison, ...(truth === undefined ? {} : { truth }) });
    if (comparison.outcome !== 'disagree') return;
    this.#disagree++;
    const margin = this.settings.claim === 'label' ? comparison.margin : -comparison.difference;
    this.#clearest.offer({ index, image: one, imageOther: other, scalar: 1, margin, ...scores });
  }

  /** Of every image on which the two agree clearly. */
  async alongRays(): Promise<void> {
    const { settings, both, pairs } = this;
    const { tolerance } = settings;
    const wanted = this.#images.filter(({ label, labelOther, margin }) => label === labelOther && margin > tolerance);
    const pairAt = (index: number): ImagePair => pairs[wanted[index]!.index]!;
    let done = 0;
    const search = searchTogether<PairedScores, RayComparison>({
      count: wanted.length,
      group: raysTogether,
      begin: (index) => searchDisagreement({ range: this.#rangeOf(pairAt(index)), tolerance }),
      ask: (questions) => both.ask(questions.map(({ index, scalar }) => ({ pair: pairAt(index), scalar }))),
      onFound: ({ nearest }) => {
        done++;
        if (nearest !== undefined) this.#disagree++;
      },
      onStep: () => this.#tell('rays', done, wanted.length),
    });
    let place = 0;
    for await (const ray of search) {
      const { index } = wanted[place++]!;
      this.#images[index] = { ...this.#images[index]!, ray };
    }
  }

  #rangeOf({ one, other }: ImagePair) {
    const { scalars, overflow } = this.settings;
    const brighter = other.brightest > one.brightest ? other : one;
    return rangeFor({ scalars, overflow }, brighter);
  }

  /** Looks for what differs, where anything does. */
  async where(models: TwoModels): Promise<void> {
    const { tolerance } = this.settings;
    const most = this.#images
      .toSorted(
        (a, b) => Number(b.outcome === 'disagree') - Number(a.outcome === 'disagree') || b.difference - a.difference,
      )
      .slice(0, sampled);
    this.#tell('where', 0, 1);
    const sample = await Sample.of(
      models,
      most.map(({ index }) => this.pairs[index]!),
      tolerance,
    );
    this.#findings = await whereTheyDiffer(sample);
    await this.#nearestOnRays();
  }

  /** The disagreements nearest scalar 1 are shown after those on images as they are. */
  async #nearestOnRays(): Promise<void> {
    const found = this.#images.flatMap(({ index, ray }) =>
      ray?.nearest === undefined ? [] : [{ index, nearest: ray.nearest }],
    );
    const room = this.settings.worst - this.#clearest.list.length;
    const nearest = found
      .toSorted((a, b) => Math.abs(Math.log(a.nearest.scalar)) - Math.abs(Math.log(b.nearest.scalar)))
      .slice(0, Math.max(0, room));
    const scores = await this.both.ask(
      nearest.map(({ index, nearest: { scalar } }) => ({ pair: this.pairs[index]!, scalar })),
    );
    nearest.forEach(({ index, nearest: { scalar, margin } }, i) => {
      const { one, other } = this.pairs[index]!;
      this.#clearest.append({ index, image: one, imageOther: other, scalar, margin, ...scores[i]! });
    });
  }

  concluded() {
    const images = this.#images;
    const counts = countAgreement(images);
    const agreement = agreementShare(counts);
    const accuracy = pairedAccuracy(images);
    const rays = images.flatMap(({ index, ray }) => (ray === undefined ? [] : [{ ...ray, index }]));
    const widest = images.reduce((most, one) => (one.difference > (most?.difference ?? -1) ? one : most), images[0]);
    const mean = (of: (image: ComparedImage) => number): number =>
      images.length === 0 ? 0 : images.reduce((sum, image) => sum + of(image), 0) / images.length;
    return {
      ...this.#verdict(counts, rays),
      planned: this.pairs.length,
      counts,
      ...(agreement === undefined ? {} : { agreement }),
      matrix: labelMatrix(images),
      scoreDifference: {
        largest: widest?.difference ?? 0,
        mean: mean(({ difference }) => difference),
        index: widest?.index ?? 0,
      },
      tau: {
        mean: mean(({ tau }) => tau),
        lowest: images.reduce((lowest, { tau }) => Math.min(lowest, tau), 1),
      },
      ...(accuracy === undefined ? {} : { accuracy }),
      ...(this.settings.rays ? { rays: raySummary(rays) } : {}),
      clearest: this.#clearest.list,
      findings: this.#findings,
      images,
      evaluated: this.both.evaluated,
    };
  }

  #verdict({ agree, disagree }: AgreementCounts, rays: readonly RayComparison[]): Pick<Diff, 'verdict' | 'reason'> {
    const { maxRate, signal } = this.settings;
    if (signal?.aborted === true) return { verdict: 'inconclusive', reason: 'aborted' };
    const decided = agree + disagree;
    if (maxRate !== undefined && decided > 0) return { verdict: disagree / decided > maxRate ? 'violated' : 'held' };
    if (disagree > 0 || rays.some(({ nearest }) => nearest !== undefined)) return { verdict: 'violated' };
    return decided === 0 ? { verdict: 'inconclusive', reason: 'only near ties' } : { verdict: 'held' };
  }

  #tell(phase: 'images' | 'rays' | 'where', done: number, planned = this.pairs.length): void {
    this.settings.onProgress?.({ phase, done, planned, disagree: this.#disagree });
  }
}

/** Rays that are searched step by step together. */
const raysTogether = 256;
