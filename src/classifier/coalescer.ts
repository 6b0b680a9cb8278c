// From Node's module: the global may be a test runner's fake that never fires by itself.
import { setImmediate } from 'node:timers';
import type { Image } from '../image/image.js';
import type { ImageBatch } from './classifier.js';
import type { InputWriter } from './inputWriter.js';

/** A batch being filled: its array, and who waits for which row. */
interface Filling<Row> {
  readonly data: Float32Array;
  readonly factors: Float64Array;
  readonly images: Image[];
  readonly answers: { resolve: (row: Row) => void; reject: (reason: unknown) => void }[];
}

/**
 * Gathers images that are asked about one at a time into batches. Each image is written straight into its place in the
 * batch; a full batch leaves at once, a part-filled one when the current turn of the event loop is over.
 *
 * Arrays are reused. They lie in shared memory where worker threads are to read them without a copy.
 */
export class Coalescer<Row> {
  #filling: Filling<Row> | undefined;
  readonly #free: Float32Array[] = [];

  /**
   * @param size numbers an image.
   * @param limit images a batch.
   * @param ask answers a batch with one row an image; `images` are for its messages.
   * @param shared whether batches lie in shared memory.
   */
  constructor(
    private readonly size: number,
    readonly limit: number,
    private readonly write: InputWriter,
    private readonly ask: (batch: Required<ImageBatch>, images: readonly Image[]) => Promise<readonly Row[]>,
    private readonly shared = true,
  ) {}

  /** The answer for one image. */
  add(image: Image): Promise<Row> {
    const filling = (this.#filling ??= this.#open());
    const answer = new Promise<Row>((resolve, reject) => {
      // If the image cannot be written, that is its answer, and its place goes to the next one.
      const row = filling.images.length;
      filling.factors[row] = this.write(image, filling.data, row * this.size);
      filling.images.push(image);
      filling.answers.push({ resolve, reject });
    });
    if (filling.images.length === this.limit) this.#send(filling);
    return answer;
  }

  /** The answers for several images that must share one batch, as results to be compared bit for bit do. */
  addTogether(images: readonly Image[]): Promise<readonly Row[]> {
    if (this.#filling !== undefined && this.#filling.images.length + images.length > this.limit)
      this.#send(this.#filling);
    return Promise.all(images.map((image) => this.add(image)));
  }

  /** The answers for images that make up a batch of their own; at most `limit`. One promise for all of them. */
  async addAlone(images: readonly Image[]): Promise<readonly Row[]> {
    const data = this.#free.pop() ?? this.#allocate();
    try {
      const count = images.length;
      const factors = new Float64Array(count);
      for (let row = 0; row < count; row++) factors[row] = this.write(images[row]!, data, row * this.size);
      return await this.ask({ data: data.subarray(0, count * this.size), count, factors }, images);
    } finally {
      this.#free.push(data);
    }
  }

  #open(): Filling<Row> {
    const filling = {
      data: this.#free.pop() ?? this.#allocate(),
      factors: new Float64Array(this.limit),
      images: [],
      answers: [],
    };
    setImmediate(() => {
      if (this.#filling === filling) this.#send(filling);
    });
    return filling;
  }

  #allocate(): Float32Array {
    const length = this.size * this.limit;
    return this.shared
      ? new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
      : new Float32Array(length);
  }

  #send(filling: Filling<Row>): void {
    this.#filling = undefined;
    const { data, factors, images, answers } = filling;
    if (images.length === 0) {
      this.#free.push(data);
      return;
    }
    const count = images.length;
    this.ask({ data: data.subarray(0, count * this.size), count, factors: factors.subarray(0, count) }, images)
      .then(
        (rows) => answers.forEach(({ resolve }, i) => resolve(rows[i]!)),
        (reason: unknown) => answers.forEach(({ reject }) => reject(reason)),
      )
      .finally(() => this.#free.push(data));
  }
}
