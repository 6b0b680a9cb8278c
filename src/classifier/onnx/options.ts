import { assertCount, assertFileOptions, type FileOptions } from '../file/options.js';

/** What an ONNX file may not say, and how to run it. */
export interface OnnxOptions extends FileOptions {
  /** Threads that share the work of one batch, for each worker. Default 1, which is faster for all but large models. */
  readonly threads?: number;
}

/** @throws InputError naming the option, if one makes no sense. */
export function assertOnnxOptions(options: OnnxOptions): void {
  assertFileOptions(options);
  assertCount('threads', options.threads);
}
