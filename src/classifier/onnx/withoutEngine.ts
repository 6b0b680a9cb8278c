import { InputError, optionProblem } from '../../errors.js';
import type { ModelOptions } from '../file/options.js';
import type { OnnxOptions } from './options.js';

/** @throws InputError if an engine is asked for, of which ONNX models have no choice. */
export function withoutEngine({ engine, ...options }: ModelOptions): OnnxOptions {
  if (engine === undefined) return options;
  const expected = 'no engine for an ONNX model, which runs on onnxruntime';
  throw new InputError(optionProblem(['engine'], { found: engine, expected }));
}
