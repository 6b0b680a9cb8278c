import type { AskOptions, ImageBatch } from '../classifier.js';
import type { ImageInput } from '../file/input.js';
import type { Rows } from '../file/protocol.js';
import { sentTensor } from '../file/sent.js';
import { Staging } from '../file/staging.js';
import { concatenated } from '../file/concatenated.js';
import { messageOf } from '../../errors.js';
import { RequestFailure } from './requestFailure.js';
import { retrying } from './retrying.js';
import type { NumberForm, Transport } from './transport.js';
import { Turns } from './turns.js';

/** How a served model is asked. */
export interface QuestionOptions {
  readonly inFlight: number;
  readonly retries: number;
  /** For one answer, in milliseconds. */
  readonly timeLimit: number;
}

/**
 * Asks a served model about batches of images: several at once, again where the server was busy or away, and in halves where it
 * refuses a batch for its size, which is remembered.
 */
export class ServedQuestions {
  /** How numbers travel; set when it is known what the server takes. */
  form: NumberForm = 'bytes';
  readonly #turns: Turns;
  readonly #staging: Staging;
  /** The most images of a request that the server is known not to refuse. */
  #most = Infinity;
  /** Whether the server was away when it was last asked: then it is not waited for again. */
  #away = false;

  constructor(
    private readonly transport: Transport,
    private readonly input: ImageInput,
    private readonly output: string,
    private readonly options: QuestionOptions,
  ) {
    this.#turns = new Turns(options.inFlight);
    this.#staging = new Staging(input);
  }

  /** The scores of a batch, row by row, in requests of at most `limit` images. @throws RequestFailure */
  async scores(batch: ImageBatch, limit: number, { signal }: AskOptions = {}): Promise<Float32Array> {
    const most = Math.min(limit, this.#most);
    const parts: Promise<Float32Array>[] = [];
    for (let first = 0; first < batch.count; first += most)
      parts.push(this.#part(rowsOf(batch, first, Math.min(most, batch.count - first)), signal));
    // All are waited for, so that none is left under way when one has failed.
    const settled = await Promise.allSettled(parts);
    return concatenated(
      settled.map((part) => {
        if (part.status === 'rejected') throw part.reason;
        return part.value;
      }),
    );
  }

  async #part(rows: Rows, signal: AbortSignal | undefined): Promise<Float32Array> {
    try {
      return await this.#turns.take(() => this.#again(() => this.ask(rows, signal), signal));
    } catch (thrown) {
      const half = Math.ceil(rows.count / 2);
      if (rows.count === 1 || !(thrown instanceof RequestFailure) || thrown.kind !== 'refused') throw thrown;
      this.#most = Math.min(this.#most, half);
      const halves = [rowsOf(rows, 0, half), rowsOf(rows, half, rows.count - half)];
      const [upper, lower] = await Promise.allSettled(halves.map((part) => this.#part(part, signal)));
      if (upper?.status !== 'fulfilled') throw upper?.reason;
      if (lower?.status !== 'fulfilled') throw lower?.reason;
      return concatenated([upper.value, lower.value]);
    }
  }

  /** One request, and no more. @throws RequestFailure */
  async ask(rows: Rows, signal?: AbortSignal): Promise<Float32Array> {
    const { values, batch } = this.#staging.fill(rows);
    const { name, type, dims } = this.input;
    const question = { input: { name, type, dims }, values, batch, output: this.output };
    const given = await this.transport.infer(question, this.form, { signal });
    try {
      return new Float32Array(sentTensor(this.output, given, batch, rows.count).buffer);
    } catch (thrown) {
      throw new RequestFailure('wrong', `an answer that cannot be read (${messageOf(thrown)})`);
    }
  }

  async #again<Answer>(request: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
    const { retries, timeLimit } = this.options;
    try {
      const answer = await retrying(request, { retries: this.#away ? 0 : retries, longest: timeLimit, signal });
      this.#away = false;
      return answer;
    } catch (thrown) {
      this.#away = thrown instanceof RequestFailure && ['away', 'busy', 'late'].includes(thrown.kind);
      throw thrown;
    }
  }
}

/** Some rows of rows. */
const rowsOf = (
  { data, factors, first: start = 0 }: Pick<Rows, 'data' | 'factors'> & { readonly first?: number },
  first: number,
  count: number,
): Rows => ({
  data,
  first: start + first,
  count,
  ...(factors === undefined ? {} : { factors: factors.subarray(first, first + count) }),
});
