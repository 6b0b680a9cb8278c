import type { Classifier } from '../classifier/classifier.js';
import { openModel } from '../classifier/openModel.js';
import type { ModelOptions } from '../classifier/file/options.js';
import { text } from '../settings/kinds.js';
import { only } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';

// What every command that opens a model can be told of it.

const help =
  'an .onnx file; a model.json of TF.js or its folder; a SavedModel folder; a Hugging Face folder; a .tflite file; a module (.mjs) that exports a classifier; oip+http://HOST:PORT/v2/models/NAME behind a server, or oip+grpc';

/** The model, as an argument of the command. */
export const modelArgument = { model: { kind: text, help, argument: true } } as const;

/** Opens a model as settings tell. */
export const openAsTold = (model: string, settings: ModelOptions): Promise<Classifier> =>
  openModel(model, only(modelSettings, settings));
