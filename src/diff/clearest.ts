import type { ClearDisagreement } from './found.js';

/** The clearest disagreements, clearest first. */
export class Clearest {
  readonly list: ClearDisagreement[] = [];

  constructor(private readonly most: number) {}

  /** Keeps it, where it is among the clearest. */
  offer(one: ClearDisagreement): void {
    if (this.list.length >= this.most && one.margin >= (this.list.at(-1)?.margin ?? -Infinity)) return;
    const at = this.list.findIndex(({ margin }) => one.margin < margin);
    this.list.splice(at === -1 ? this.list.length : at, 0, one);
    if (this.list.length > this.most) this.list.pop();
  }

  /** Keeps it after those that are there. */
  append(one: ClearDisagreement): void {
    this.list.push(one);
  }
}
