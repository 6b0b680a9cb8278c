import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors.js';
import type { ValueOf } from '../../settings/kind.js';
import { modelSettings } from '../../settings/model.js';

/** Of which numbers a network is. */
export type Dtype = ValueOf<(typeof modelSettings)['dtype']['kind']>;

/** What the file of each is called by exporters, as transformers.js looks for them. */
const fileNames: Readonly<Record<Dtype, string>> = {
  fp32: 'model.onnx',
  fp16: 'model_fp16.onnx',
  q8: 'model_quantized.onnx',
  int8: 'model_int8.onnx',
  uint8: 'model_uint8.onnx',
  q4: 'model_q4.onnx',
  q4f16: 'model_q4f16.onnx',
  bnb4: 'model_bnb4.onnx',
};

/** Where exporters put networks, the first place first. */
const places = ['onnx', '.'];

/**
 * The file of a network in a Hugging Face folder.
 *
 * @param dtype which network; default that of `model.onnx`.
 * @throws InputError that lists what is there, if there is none of that type.
 * @example await networkFile('vit', 'q8'); // vit/onnx/model_quantized.onnx
 */
export async function networkFile(folder: string, dtype?: Dtype): Promise<string> {
  const there = await Promise.all(
    places.map((place) => readdir(join(folder, place)).catch((): readonly string[] => [])),
  );
  const place = places.find((_, i) => there[i]?.includes(fileNames[dtype ?? 'fp32']));
  if (place !== undefined) return join(folder, place, fileNames[dtype ?? 'fp32']);
  const names = new Set(there.flat());
  const others = modelSettings.dtype.kind.choices.filter((type) => names.has(fileNames[type]));
  const [other] = others;
  if (other === undefined)
    throw new InputError({
      where: folder,
      found: `a config.json, and no network${dtype === undefined ? '' : ` of dtype ${dtype}`}`,
      expected: `onnx/${fileNames[dtype ?? 'fp32']} or ${fileNames[dtype ?? 'fp32']}`,
      remedy: 'Export it: optimum-cli export onnx --model NAME FOLDER.',
    });
  throw new InputError({
    where: folder,
    found: `no ${fileNames[dtype ?? 'fp32']}`,
    expected: `one of the networks that are there: ${others.map((type) => `${fileNames[type]} (${type})`).join(', ')}`,
    remedy: ['Pass ', { option: ['dtype'], value: other }, '.'],
  });
}
