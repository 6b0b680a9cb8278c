import { modelSettings } from '../../settings/model.js';
import type { ModelOptions } from '../file/options.js';

/** What an ONNX file may not say, and how to run it. */
export interface OnnxOptions extends Omit<ModelOptions, 'engine'> {}

const { engine: _engine, ...others } = modelSettings;

/** Settings of an ONNX model, which runs on no other engine than onnxruntime. */
export const onnxSettings = others;
