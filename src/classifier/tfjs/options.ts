import { InputError } from '../../errors.js';
import { assertFileOptions, type FileOptions } from '../file/options.js';

/** What TF.js runs on: TensorFlow's own library, WebAssembly, or plain JavaScript. */
export type TfjsEngine = 'tfjs-node' | 'wasm' | 'cpu';

/** What a TF.js or TensorFlow model may not say, and how to run it. */
export interface TfjsOptions extends FileOptions {
  /** Default: the first of `tfjs-node`, `wasm` and `cpu` that is installed and loads. */
  readonly engine?: TfjsEngine;
}

const engines: readonly string[] = ['tfjs-node', 'wasm', 'cpu'];

/** @throws InputError naming the option, if one makes no sense. */
export function assertTfjsOptions(options: TfjsOptions): void {
  assertFileOptions(options);
  const { engine } = options;
  if (engine !== undefined && !engines.includes(engine))
    throw new InputError({ where: 'engine', found: engine, expected: engines.join(', ') });
}
