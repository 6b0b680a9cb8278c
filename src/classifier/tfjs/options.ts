import type { ModelOptions } from '../file/options.js';

/** What TF.js runs on: TensorFlow's own library, WebAssembly, or plain JavaScript. */
export type TfjsEngine = NonNullable<ModelOptions['engine']>;
