import { stat } from 'node:fs/promises';
import { InputError } from '../errors.js';
import type { Classifier } from './classifier.js';
import { fromOnnx } from './onnx/fromOnnx.js';
import type { OnnxOptions } from './onnx/options.js';

/** What may be told about a model file. */
export type ModelOptions = OnnxOptions;

/** What can be opened, by the ending of the file's name. A new kind of model is a file and a line here. */
const kinds: readonly {
  readonly ending: string;
  readonly open: (file: string, options: ModelOptions) => Promise<Classifier>;
}[] = [{ ending: '.onnx', open: fromOnnx }];

/**
 * Opens a model file, whatever kind it is of. ONNX models run on onnxruntime-node in worker threads.
 *
 * @throws InputError if there is no such file, it is of no known kind, or it does not hold an image classifier.
 * @example const classifier = await openModel('model.onnx');
 */
export async function openModel(file: string, options: ModelOptions = {}): Promise<Classifier> {
  const kind = kinds.find(({ ending }) => file.toLowerCase().endsWith(ending));
  if (kind !== undefined) return kind.open(file, options);
  const exists = await stat(file).then(
    (found) => (found.isDirectory() ? 'a folder' : `a file that does not end in ${endings}`),
    () => 'no such file',
  );
  throw new InputError({ where: file, found: exists, expected: `a model: a file that ends in ${endings}` });
}

const endings = kinds.map(({ ending }) => ending).join(', ');
