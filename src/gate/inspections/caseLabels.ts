import { labelledIn } from '../../run/labelTally.js';
import type { Outcome } from '../../run/outcome.js';

/** What an image is labelled. */
export interface LabelledImage {
  /** By the classifier: the place among its labels. */
  readonly label: number;
  /** What it is known to show, by whatever name. */
  readonly truth?: string;
}

/** Which images the decided cases of a span are about, case after case. */
export interface CaseLabels {
  /** Those that differ, in the order in which they came. */
  readonly images: readonly LabelledImage[];
  /** Of each decided case, in order: the place of its image among these. */
  readonly each: readonly number[];
  /** The numbers of violated cases that are at a scalar nearer 1 than all before of the same image, with the scalar. */
  readonly nearer: readonly (readonly [number: number, scalar: number])[];
}

/** Notes which images decided cases are about, one after the other. */
export class CaseLabelLetters {
  readonly #images: LabelledImage[] = [];
  readonly #places = new Map<string, number>();
  readonly #each: number[] = [];
  readonly #nearer: [number, number][] = [];
  /** How far the nearest scalar is from 1, for each image. */
  readonly #distances: number[] = [];
  #isComplete = true;

  /** @param number that of the case. */
  add(number: number, outcome: Outcome): void {
    if (outcome.kind !== 'held' && outcome.kind !== 'violated') return;
    const labelled = labelledIn(outcome);
    if (labelled === undefined) {
      this.#isComplete = false;
      return;
    }
    const place = this.#placeOf(labelled);
    this.#each.push(place);
    const { scalar } = labelled.decided;
    if (scalar === undefined) return;
    const distance = Math.abs(Math.log(scalar));
    if (distance >= (this.#distances[place] ?? Infinity)) return;
    this.#distances[place] = distance;
    this.#nearer.push([number, scalar]);
  }

  /** What a span keeps of them. */
  get inSpan(): { readonly labels?: CaseLabels } {
    if (!this.#isComplete) return {};
    return { labels: { images: this.#images, each: this.#each, nearer: this.#nearer } };
  }

  #placeOf({ label, truth }: LabelledImage): number {
    const key = `${label} ${truth ?? ''}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#images.length;
    this.#places.set(key, place);
    this.#images.push({ label, ...(truth === undefined ? {} : { truth }) });
    return place;
  }
}
