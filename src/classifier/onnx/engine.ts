import { types } from 'node:util';
import type { TransferListItem } from 'node:worker_threads';
import { ClassifierError, InputError } from '../../errors.js';
import type { ImageBatch, Tensor } from '../classifier.js';
import { WorkerPool } from './pool.js';
import type { Rows, SentTensor, WorkerReply, WorkerRequest, WorkerSetup } from './protocol.js';

/** A model loaded into worker threads, which give the tensors it computes. */
export class OnnxEngine {
  readonly #pool: WorkerPool<WorkerRequest, WorkerReply>;
  readonly #imageSize: number;

  /** @param where the model's file, for errors. */
  constructor(
    private readonly where: string,
    setup: WorkerSetup,
    workers: number,
  ) {
    this.#imageSize = setup.input.dims.reduce((product, side) => product * side, 1);
    this.#pool = new WorkerPool({
      script: new URL('./worker.js', import.meta.url),
      workerData: setup,
      workers,
      greeting: { kind: 'open' },
      accepts: ({ kind }) => kind === 'opened',
      lost: (why) => new ClassifierError({ where, found: why, expected: 'scores' }),
    });
  }

  /**
   * Loads the model.
   *
   * @returns the engine's version.
   * @throws InputError if the engine is not installed or rejects the model.
   */
  async open(): Promise<string> {
    const reply = await this.#pool.open();
    if (reply.kind === 'failed') throw this.#error(reply, 0);
    return reply.kind === 'opened' ? reply.version : '';
  }

  /**
   * Scores of a batch, however many an image has, row by row.
   *
   * @param limit the most images in one run of the model; more are split.
   */
  async scores(batch: ImageBatch, limit: number): Promise<Float32Array> {
    const parts = await this.#each(batch, limit, (images) => ({ kind: 'scores', images }));
    const rows = parts.map((reply) => (reply.kind === 'scores' ? new Float32Array(reply.buffer) : new Float32Array()));
    return concatenated(rows);
  }

  /** Tensors of a batch, by name. */
  async probe(batch: ImageBatch, names: readonly string[], limit: number): Promise<ReadonlyMap<string, Tensor>> {
    // The engine refuses to compute nothing; a linear network has no bends to ask about.
    if (names.length === 0) return new Map();
    const parts = await this.#each(batch, limit, (images) => ({ kind: 'probe', images, names }));
    const sent = parts.flatMap((reply) => (reply.kind === 'tensors' ? reply.tensors : []));
    return new Map(names.map((name) => [name, joined(sent.filter((tensor) => tensor.name === name))]));
  }

  /** Ends the workers. */
  close(): Promise<void> {
    return this.#pool.close('it has been disposed of');
  }

  #each(
    { data, count, factors }: ImageBatch,
    limit: number,
    request: (images: Rows) => WorkerRequest,
  ): Promise<readonly WorkerReply[]> {
    if (count < 1 || data.length < count * this.#imageSize)
      return Promise.reject(
        new ClassifierError({
          where: this.where,
          found: `a batch of ${data.length} numbers for ${count} images`,
          expected: `${this.#imageSize} numbers an image, and an image or more`,
        }),
      );
    const starts = Array.from({ length: Math.ceil(count / limit) }, (_, i) => i * limit);
    return Promise.all(
      starts.map(async (first) => {
        const size = Math.min(limit, count - first);
        const { images, transfer } = this.#rows(data, first, size, factors?.slice(first, first + size));
        const reply = await this.#pool.run(request(images), transfer);
        if (reply.kind === 'failed') throw this.#error(reply, images.count);
        return reply;
      }),
    );
  }

  /** Images in shared memory are only pointed at; others are copied, and without what lies around them. */
  #rows(
    data: Float32Array,
    first: number,
    count: number,
    factors: Float64Array | undefined,
  ): { images: Rows; transfer: TransferListItem[] } {
    const still = factors === undefined ? {} : { factors };
    if (types.isSharedArrayBuffer(data.buffer)) return { images: { data, first, count, ...still }, transfer: [] };
    const copy = new Float32Array(data.subarray(first * this.#imageSize, (first + count) * this.#imageSize));
    return { images: { data: copy, first: 0, count, ...still }, transfer: [copy.buffer] };
  }

  #error({ failure, message }: Extract<WorkerReply, { kind: 'failed' }>, count: number): InputError {
    const { where } = this;
    const cause = new Error(message);
    const found = `onnxruntime failing: ${plain(message)}`;
    if (failure === 'run')
      return new ClassifierError(
        { where, found, expected: count === 1 ? 'scores for one image' : `scores for ${count} images` },
        { cause },
      );
    return new InputError(failure === 'engine' ? missingEngine(where, message) : rejected(where, message), { cause });
  }
}

const missingEngine = (where: string, message: string) =>
  /cannot find (package|module).*onnxruntime-node/is.test(message)
    ? {
        where,
        found: 'a model for onnxruntime-node, which is not installed',
        expected: 'the engine beside conic',
        remedy:
          'Run `npm install onnxruntime-node`, or on a closed network `npm install onnxruntime-node --onnxruntime-node-install=skip`.',
      }
    : {
        where,
        found: `an onnxruntime-node that does not load (${plain(message)})`,
        expected: 'one made for this machine',
        remedy: 'Install it again with `npm install onnxruntime-node`.',
      };

/** The engine's own words about a model, in conic's. */
function rejected(where: string, message: string) {
  const remedy = 'Export the model for an older version, or update onnxruntime-node.';
  const format = /IR version: (\d+), max supported IR version: (\d+)/.exec(message);
  if (format !== null)
    return { where, found: `ONNX IR version ${format[1]}`, expected: `${format[2]} or older`, remedy };
  const opset = /Opset (\d+) is under development.*domain (\S+) is till opset (\d+)/s.exec(message);
  if (opset !== null) {
    const domain = opset[2] === 'ai.onnx' ? 'opset' : `opset of ${opset[2]}`;
    return { where, found: `${domain} ${opset[1]}`, expected: `${opset[3]} or older`, remedy };
  }
  return {
    where,
    found: `a model that onnxruntime does not load (${plain(message)})`,
    expected: 'one that it does',
    remedy: 'Check the model with onnx.checker, or export it again.',
  };
}

/** One line, without the engine's source file and function in front, nor a full stop. */
const plain = (message: string): string =>
  message
    .replace(/^\S+\.(?:cc|h):\d+ .*?\) (?=[A-Z])/s, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return only;
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function joined(parts: readonly SentTensor[]): Tensor {
  const [, ...rest] = parts[0]?.dims ?? [];
  const count = parts.reduce((sum, { dims: [rows = 0] }) => sum + rows, 0);
  return { dims: [count, ...rest], data: concatenated(parts.map(({ buffer }) => new Float32Array(buffer))) };
}
