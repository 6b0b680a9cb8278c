import type { ClearDisagreement, DescribedImage } from './found.js';

/** The clearest disagreements, clearest first. */
export class Clearest<One extends ClearDisagreement<DescribedImage> = ClearDisagreement> {
  readonly list: One[] = [];

  constructor(private readonly most: number) {}

  /** Keeps it, where it is among the clearest. */
  offer(one: One): void {
    if (this.list.length >= this.most && one.margin >= (this.list.at(-1)?.margin ?? -Infinity)) return;
    const at = this.list.findIndex(({ margin }) => one.margin < margin);
    this.list.splice(at === -1 ? this.list.length : at, 0, one);
    if (this.list.length > this.most) this.list.pop();
  }
}

/** Along rays, those nearest scalar 1, nearest first. */
export const nearestFirst = <One extends { readonly scalar: number }>(
  found: readonly One[],
  most: number,
): readonly One[] =>
  found.toSorted((a, b) => Math.abs(Math.log(a.scalar)) - Math.abs(Math.log(b.scalar))).slice(0, Math.max(0, most));
