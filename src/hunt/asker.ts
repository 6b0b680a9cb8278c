import type { Subject } from '../classifier/subject.js';
import type { Image } from '../image/image.js';

/**
 * Asks many questions at once: in batches of the same make-up whenever the same is asked, and with a limit on how many
 * batches are made before their turn comes, since each holds an array of pixels.
 */
export class Asker {
  #asked = 0;
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #subject: Subject;
  readonly #signal: AbortSignal;

  /**
   * @param limit batches under way.
   * @param size questions a batch.
   * @param signals any of them, aborted, ends it: questions that wait, and those under way, are answered with an error.
   */
  constructor(
    subject: Subject,
    private readonly limit: number,
    readonly size: number,
    signals: readonly (AbortSignal | undefined)[],
  ) {
    this.#signal = AbortSignal.any(signals.filter((signal) => signal !== undefined));
    this.#subject = subject.vary({ signal: this.#signal });
  }

  /** Images asked about. */
  get asked(): number {
    return this.#asked;
  }

  /** The scores of images, one row each. */
  async ask(images: readonly Image[]): Promise<readonly Float32Array[]> {
    const { size } = this;
    const batches = Array.from({ length: Math.ceil(images.length / size) }, (_, i) =>
      this.#batch(images.slice(i * size, (i + 1) * size)),
    );
    return (await Promise.all(batches)).flat();
  }

  async #batch(images: readonly Image[]): Promise<readonly Float32Array[]> {
    if (this.#underWay >= this.limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay++;
    try {
      this.#signal.throwIfAborted();
      const scores = await this.#subject.batch(images).catch((thrown: unknown) => {
        // Whoever ended it has said why.
        this.#signal.throwIfAborted();
        throw thrown;
      });
      this.#asked += images.length;
      return scores;
    } finally {
      const next = this.#waiting.shift();
      // The place is handed on, so that those who wait go in the order in which they came.
      if (next === undefined) this.#underWay--;
      else next();
    }
  }
}
