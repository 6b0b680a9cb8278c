import { localModelSettings } from '../../settings/model.js';
import type { OfNoUse } from '../file/ofNoUse.js';
import type { LocalModelOptions } from '../file/options.js';

/** What an ONNX file may not say, and how to run it. */
export interface OnnxOptions extends Omit<LocalModelOptions, 'engine' | 'dtype'> {}

const { engine: _engine, dtype: _dtype, ...ofFile } = localModelSettings;

/** Settings of an ONNX model, which runs on no other engine than onnxruntime. */
export const onnxSettings = ofFile;

/** Settings of a Hugging Face folder: of those networks in it that are chosen from, as well. */
export const huggingFaceSettings = { ...ofFile, dtype: localModelSettings.dtype };

const engine = 'no engine for an ONNX model, which runs on onnxruntime';

/** What the networks in a Hugging Face folder have no use for. */
export const notForHuggingFace: OfNoUse = { engine };

/** What an ONNX file has no use for. */
export const notForOnnx: OfNoUse = {
  engine,
  dtype: 'none for an ONNX file, which is one network; of a Hugging Face folder it says which',
};
