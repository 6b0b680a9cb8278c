import { moduleFile } from './module/moduleFile.js';
import { huggingFaceFolder } from './onnx/huggingFaceFolder.js';
import { onnxFile } from './onnx/onnxFile.js';
import type { Opener } from './opener.js';
import { servedOverGrpc } from './server/servedOverGrpc.js';
import { servedOverHttp } from './server/servedOverHttp.js';
import { savedModelFolder } from './tfjs/savedModelFolder.js';
import { tfjsFile } from './tfjs/tfjsFile.js';
import { tfjsFolder } from './tfjs/tfjsFolder.js';
import { tfliteFile } from './tflite/tfliteFile.js';

/** Every kind of model; the first that matches a source opens it. A new kind is a file and a line here. */
export const openers: readonly Opener[] = [
  onnxFile,
  tfliteFile,
  tfjsFile,
  savedModelFolder,
  tfjsFolder,
  huggingFaceFolder,
  moduleFile,
  servedOverHttp,
  servedOverGrpc,
];
