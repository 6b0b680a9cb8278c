import { z } from 'zod';
import { InputError } from '../../errors.js';
import { halfToNumber } from '../onnx/constant.js';
import type { Constant } from '../graph.js';
import { own } from '../own.js';
import { worstOf } from '../notFinite.js';

const quantizationForm = z.looseObject({
  dtype: z.enum(['uint8', 'uint16', 'float16']),
  min: z.number().optional(),
  scale: z.number().optional(),
});

/** One weight in the manifest of a `model.json`. */
export const weightForm = z.looseObject({
  name: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  dtype: z.string(),
  quantization: quantizationForm.optional(),
});

export type WeightSpec = z.infer<typeof weightForm>;

const widths: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
  complex64: 8,
};

/** Bytes of a weight; undefined where only the file can tell: texts. */
export function storedBytes({ shape, dtype, quantization }: WeightSpec): number | undefined {
  const width = own(widths, quantization?.dtype ?? dtype);
  return width === undefined ? undefined : width * countOf(shape);
}

/**
 * The weights of a `model.json`, which are decoded when their values are asked for.
 *
 * @param data the bytes of all shards, one after the other.
 * @param where the file's name, for errors.
 */
export function readWeights(
  specs: readonly WeightSpec[],
  data: Uint8Array,
  where: string,
): ReadonlyMap<string, Constant> {
  const constants = new Map<string, Constant>();
  let at = 0;
  for (const spec of specs) {
    const size = storedBytes(spec);
    // What comes after texts, whose sizes stand between them, is not looked for: no classifier's weights are texts.
    if (size === undefined) break;
    const start = at;
    at += size;
    const values = () => decode(spec, data.slice(start, start + size), where);
    const beginning = (count: number) => {
      const first = Math.min(count, countOf(spec.shape));
      const bytes = data.slice(start, start + (storedBytes({ ...spec, shape: [first] }) ?? 0));
      return decode({ ...spec, shape: [first] }, bytes, where);
    };
    constants.set(spec.name, { dims: spec.shape, values, beginning, notFinite: () => worstOf(values()) });
  }
  return constants;
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function decode(spec: WeightSpec, { buffer }: Uint8Array, where: string): ReturnType<Constant['values']> {
  const { name, shape, dtype, quantization } = spec;
  const count = countOf(shape);
  const stored = quantization?.dtype ?? dtype;
  if (buffer.byteLength !== storedBytes(spec) || stored === 'complex64')
    throw new InputError({
      where,
      found: `a weight "${name}" of ${dtype} in ${buffer.byteLength} bytes`,
      expected: `${count} numbers`,
      remedy: 'Save the model again.',
    });
  if (stored === 'float32') return new Float32Array(buffer);
  if (stored === 'int32') return new Int32Array(buffer);
  if (stored === 'float16') return Float32Array.from(new Uint16Array(buffer), halfToNumber);
  const raw = stored === 'uint16' ? new Uint16Array(buffer) : new Uint8Array(buffer);
  if (quantization === undefined) return stored === 'uint16' ? Int32Array.from(raw) : new Uint8Array(buffer);
  const { scale = 1, min = 0 } = quantization;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = raw[i]! * scale + min;
  return dtype === 'int32' ? Int32Array.from(values, Math.round) : values;
}
