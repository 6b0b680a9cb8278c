import type { FedInput, Rows, SentTensor } from '../file/protocol.js';
import { ImageError } from '../file/serve.js';
import { lentTensor, sentTensor, type GivenTensor } from '../file/sent.js';
import { Staging, type InputValues } from '../file/staging.js';
import type { PatternReader } from '../pattern/patternReader.js';
import type { Tf, TfTensor } from './tf.js';

/** Computes tensors of the model from images: those named, in that order. */
export type Compute = (images: TfTensor, names: readonly string[]) => TfTensor | readonly TfTensor[];

/** Runs a model that TF.js has loaded, and leaves no tensor behind, whatever happens. */
export class Runner {
  readonly #staging: Staging;
  readonly #imageSize: number;

  constructor(
    private readonly tf: Pick<Tf, 'tensor' | 'engine'>,
    private readonly input: FedInput,
  ) {
    this.#staging = new Staging(input);
    this.#imageSize = input.dims.reduce((product, side) => product * side, 1);
  }

  /**
   * @throws ImageError if a value is not a finite number: on WebAssembly, a maximum forgets that it saw one.
   */
  run(images: Rows, names: readonly string[], compute: Compute): readonly SentTensor[] {
    return this.#computed(images, names, compute, (tensorOf, batch) =>
      names.map((name) => sentTensor(name, tensorOf(name), batch, images.count)),
    );
  }

  /** The patterns of images, as {@link run} computes tensors. */
  patterns(images: Rows, reader: PatternReader, compute: Compute): readonly string[] {
    return this.#computed(images, reader.tensors, compute, (tensorOf, batch) =>
      reader.patterns(images.count, (name) => lentTensor(name, tensorOf(name), batch, images.count)),
    );
  }

  /** What is read from the tensors that a model computes; they are gone afterwards. */
  #computed<Result>(
    images: Rows,
    names: readonly string[],
    compute: Compute,
    read: (tensorOf: (name: string) => GivenTensor, batch: number) => Result,
  ): Result {
    const { tf } = this;
    const { values, batch } = this.#staging.fill(images);
    this.#assertFinite(values);
    const engine = tf.engine();
    engine.startScope('conic');
    try {
      const dims = [batch, ...this.input.dims];
      const fed =
        values instanceof Float32Array
          ? tf.tensor(values, dims, 'float32')
          : tf.tensor(Int32Array.from(values), dims, 'int32');
      const asked = names.filter((name) => name !== this.input.name);
      const result = asked.length === 0 ? [] : compute(fed, asked);
      const tensors: readonly TfTensor[] = 'dataSync' in result ? [result] : result;
      return read((name) => {
        const tensor = name === this.input.name ? fed : tensors[asked.indexOf(name)];
        if (tensor === undefined || !('dataSync' in tensor)) throw new Error(`the tensor "${name}" is not a tensor`);
        return { data: tensor.dataSync(), dims: tensor.shape };
      }, batch);
    } finally {
      engine.endScope();
    }
  }

  #assertFinite(values: InputValues): void {
    // A sum of zeros, unless one of them is not a number times zero. Four sums, since one waits for itself.
    const zero = 0;
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = 0;
    for (const end = values.length - 3; i < end; i += 4) {
      a += values[i]! * zero;
      b += values[i + 1]! * zero;
      c += values[i + 2]! * zero;
      d += values[i + 3]! * zero;
    }
    for (; i < values.length; i++) a += values[i]! * zero;
    if (a + b + c + d === 0) return;
    const odd = values.findIndex((value) => !Number.isFinite(value));
    throw new ImageError(`the value ${values[odd]}`, Math.floor(odd / this.#imageSize));
  }
}
