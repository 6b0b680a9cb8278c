import { localModelSettings } from '../../settings/model.js';
import type { LocalModelOptions } from '../file/options.js';

/** What an ONNX file may not say, and how to run it. */
export interface OnnxOptions extends Omit<LocalModelOptions, 'engine'> {}

const { engine: _engine, ...others } = localModelSettings;

/** Settings of an ONNX model, which runs on no other engine than onnxruntime. */
export const onnxSettings = others;
