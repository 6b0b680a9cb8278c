import { stat } from 'node:fs/promises';
import { InputError } from '../errors.js';
import { checkOptions } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import { serverSettings } from '../settings/server.js';
import type { Classifier } from './classifier.js';
import { assertOfUse, type OfNoUse } from './file/ofNoUse.js';
import type { ModelOptions } from './file/options.js';
import { openers } from './openers.js';
import { sourceAt, withoutSecrets, type ModelSource } from './source.js';

/**
 * Opens a model, whatever kind it is of:
 * - an `.onnx` file, which runs on onnxruntime-node;
 * - a `model.json` of TF.js, LayersModel or GraphModel, or its folder, also as exported from Teachable Machine;
 * - the folder of a TensorFlow SavedModel, which needs tfjs-node;
 * - a Hugging Face folder with `config.json`, `preprocessor_config.json` and `onnx/model.onnx`;
 * - a `.tflite` file of TensorFlow Lite, which runs on LiteRT.js;
 * - a module in JavaScript or TypeScript whose default export is a classifier, or a function of batches. It is run;
 * - the URL of a model behind a server of the Open Inference Protocol: `oip+http://host:8000/v2/models/NAME`, or `oip+grpc`.
 *
 * Models run in workers, threads or processes; functions where they are.
 *
 * @param place its path or URL.
 * @throws InputError if there is nothing there, it is of no known kind, or it does not hold an image classifier.
 * @example const classifier = await openModel('model.onnx');
 */
export async function openModel(place: string, options: ModelOptions = {}): Promise<Classifier> {
  checkOptions('openModel', modelSettings, options);
  const source = await sourceAt(place);
  if (source.kind !== 'url') assertOfUse(options, ofNoUseAt(source));
  const opener = openers.find((each) => each.matches(source));
  if (opener !== undefined) return opener.open(source.text, options);
  const found = {
    url: 'a URL of no kind that can be opened',
    folder: 'a folder without a model',
    file: (await isThere(place)) ? 'a file of no kind that can be opened' : 'no such file',
  }[source.kind];
  throw new InputError({
    where: withoutSecrets(place),
    found,
    expected: `a model: ${openers.map(({ opens }) => opens).join(', ')}`,
  });
}

/** What only a model behind a server has a use for. */
const ofNoUseAt = ({ text }: ModelSource): OfNoUse =>
  Object.fromEntries(
    Object.keys(serverSettings).map((name) => [name, `none for ${text}, which is not behind a server`]),
  );

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
