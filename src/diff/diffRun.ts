import { rangeFor } from '../hunt/settings.js';
import { searchTogether } from '../hunt/searchTogether.js';
import type { Share } from '../run/checkShare.js';
import type { AskBoth } from './askBoth.js';
import { askImages } from './askImages.js';
import { Clearest, nearestFirst } from './clearest.js';
import { compared, type PairedScores } from './comparison.js';
import type { ClearDisagreement, ComparedImage } from './found.js';
import type { ImagePair } from './imagePairs.js';
import type { DiffProgress, SettledDiff } from './options.js';
import { searchDisagreement, type RayComparison } from './raySearch.js';

/** Images that a cause is looked for with. */
const sampled = 24;

/** Images whose rays are searched step by step together. */
export const raysTogether = 256;

/** One comparison under way, of all images or of some, and what is known so far. */
export class DiffRun {
  readonly #images: ComparedImage[] = [];
  /** Of the images that disagree, the clearest; with the scores, which of all images would be too many. */
  readonly #clearest: Clearest;
  #disagree = 0;

  /** @param share the images to compare; it begins with a whole group of rays. Default: all. */
  constructor(
    private readonly both: AskBoth,
    private readonly pairs: readonly ImagePair[],
    private readonly settings: SettledDiff,
    private readonly share: Share = { from: 0, to: pairs.length },
  ) {
    this.#clearest = new Clearest(settings.worst);
  }

  /** What is known of the images, in their order. */
  get images(): readonly ComparedImage[] {
    return this.#images;
  }

  /** The clearest disagreements on images as they are, clearest first. */
  get clearest(): readonly ClearDisagreement[] {
    return this.#clearest.list;
  }

  async asTheyAre(): Promise<void> {
    const { from, to } = this.share;
    for await (const slab of askImages(this.both, this.pairs.slice(from, to))) {
      for (const scores of slab) this.#note(scores);
      this.tell('images', this.#images.length);
    }
  }

  #note(scores: PairedScores): void {
    const index = this.share.from + this.#images.length;
    const { one, other, truth } = this.pairs[index]!;
    const comparison = compared(scores, this.settings);
    this.#images.push({ index, image: one, ...comparison, ...(truth === undefined ? {} : { truth }) });
    if (comparison.outcome !== 'disagree') return;
    this.#disagree++;
    const margin = this.settings.claim === 'label' ? comparison.margin : -comparison.difference;
    this.#clearest.offer({ index, image: one, imageOther: other, scalar: 1, margin, ...scores });
  }

  /**
   * Of every image on which the two agree clearly. Which rays share batches depends on the places of their images alone, so that those of
   * some images are what they are among all.
   */
  async alongRays(): Promise<void> {
    const { settings, both } = this;
    const { tolerance } = settings;
    const isWanted = (place: number): boolean => {
      const { label, labelOther, margin } = this.#images[place]!;
      return label === labelOther && margin > tolerance;
    };
    const planned = this.#images.filter((_, place) => isWanted(place)).length;
    let done = 0;
    const search = searchTogether<PairedScores, RayComparison | undefined>({
      count: this.#images.length,
      group: raysTogether,
      begin: (place) =>
        isWanted(place) ? searchDisagreement({ range: this.#rangeOf(this.#pairAt(place)), tolerance }) : notSearched(),
      ask: (questions) => both.ask(questions.map(({ index, scalar }) => ({ pair: this.#pairAt(index), scalar }))),
      onFound: (ray) => {
        if (ray === undefined) return;
        done++;
        if (ray.nearest !== undefined) this.#disagree++;
      },
      onStep: () => this.tell('rays', done, planned),
    });
    let place = 0;
    for await (const ray of search) {
      if (ray !== undefined) this.#images[place] = { ...this.#images[place]!, ray };
      place++;
    }
  }

  #pairAt(place: number): ImagePair {
    return this.pairs[this.share.from + place]!;
  }

  #rangeOf({ one, other }: ImagePair) {
    const { scalars, overflow } = this.settings;
    const brighter = other.brightest > one.brightest ? other : one;
    return rangeFor({ scalars, overflow }, brighter);
  }

  /** The images on which the two differ most. */
  mostDifferent(): readonly ComparedImage[] {
    return mostDifferent(this.#images);
  }

  /**
   * The disagreements nearest scalar 1 on rays, which are shown after those on images as they are. Asked one at a time, so that the same
   * numbers come whichever are asked.
   *
   * @param most how many there is room for.
   */
  async nearestOnRays(most: number): Promise<readonly ClearDisagreement[]> {
    const found = this.#images.flatMap(({ index, ray }) =>
      ray?.nearest === undefined ? [] : [{ index, ...ray.nearest }],
    );
    return Promise.all(
      nearestFirst(found, most).map(async ({ index, scalar, margin }) => {
        const pair = this.pairs[index]!;
        const [scores] = await this.both.ask([{ pair, scalar }]);
        return { index, image: pair.one, imageOther: pair.other, scalar, margin, ...scores! };
      }),
    );
  }

  tell(phase: DiffProgress['phase'], done: number, planned = this.share.to - this.share.from): void {
    this.settings.onProgress?.({ phase, done, planned, disagree: this.#disagree });
  }
}

/** The images on which two models differ most: those on which they disagree, and of all those with the largest differences. */
export const mostDifferent = <One extends Pick<ComparedImage, 'outcome' | 'difference'>>(
  images: readonly One[],
): readonly One[] =>
  images
    .toSorted(
      (a, b) => Number(b.outcome === 'disagree') - Number(a.outcome === 'disagree') || b.difference - a.difference,
    )
    .slice(0, sampled);

// eslint-disable-next-line require-yield
function* notSearched(): Generator<readonly number[], undefined, readonly PairedScores[]> {
  return undefined;
}
