import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, optionProblem } from '../errors.js';
import { checkOptions } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import type { Classifier } from './classifier.js';
import { fromOnnx } from './onnx/fromOnnx.js';
import type { ModelOptions } from './file/options.js';

type Open = (path: string, options: ModelOptions) => Promise<Classifier>;

const withoutEngine =
  (open: Open): Open =>
  (path, options) => {
    const { engine, ...others } = options;
    if (engine === undefined) return open(path, others);
    const expected = 'no engine for an ONNX model, which runs on onnxruntime';
    throw new InputError(optionProblem(['engine'], { found: engine, expected }));
  };

// Readers are loaded when there is something for them to read.
const openTfjs: Open = async (path, options) => (await import('./tfjs/openTfjs.js')).openTfjs(path, options);
const openSavedModel: Open = async (path, options) =>
  (await import('./tfjs/openSavedModel.js')).openSavedModel(path, options);
const openHuggingFace: Open = async (path, options) =>
  (await import('./onnx/huggingFace.js')).openHuggingFace(path, options);

/** What can be opened, by the ending of the file's name. A new kind of file is a line here. */
const files: readonly { readonly ending: string; readonly open: Open }[] = [
  { ending: '.onnx', open: withoutEngine(fromOnnx) },
  { ending: '.json', open: openTfjs },
];

/** What can be opened, by what is in the folder; the first that is there counts. A new kind of folder is a line here. */
const folders: readonly { readonly has: string; readonly open: Open }[] = [
  { has: 'saved_model.pb', open: openSavedModel },
  { has: 'model.json', open: (folder, options) => openTfjs(join(folder, 'model.json'), options) },
  { has: 'config.json', open: withoutEngine(openHuggingFace) },
];

/**
 * Opens a model, whatever kind it is of:
 * - an `.onnx` file, which runs on onnxruntime-node;
 * - a `model.json` of TF.js, LayersModel or GraphModel, or its folder, also as exported from Teachable Machine;
 * - the folder of a TensorFlow SavedModel, which needs tfjs-node;
 * - a Hugging Face folder with `config.json`, `preprocessor_config.json` and `onnx/model.onnx`.
 *
 * Models run in worker threads.
 *
 * @throws InputError if there is nothing there, it is of no known kind, or it does not hold an image classifier.
 * @example const classifier = await openModel('model.onnx');
 */
export async function openModel(path: string, options: ModelOptions = {}): Promise<Classifier> {
  checkOptions('openModel', modelSettings, options);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) {
    for (const { has, open } of folders) if (await exists(join(path, has))) return open(path, options);
    throw new InputError({ where: path, found: 'a folder without a model', expected: `a folder with ${inFolders}` });
  }
  const kind = files.find(({ ending }) => path.toLowerCase().endsWith(ending));
  if (kind !== undefined) return kind.open(path, options);
  throw new InputError({
    where: path,
    found: found === undefined ? 'no such file' : `a file that does not end in ${endings}`,
    expected: `a model: a file that ends in ${endings}, or a folder with ${inFolders}`,
  });
}

const endings = files.map(({ ending }) => ending).join(' or ');
const inFolders = folders.map(({ has }) => has).join(' or ');

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
