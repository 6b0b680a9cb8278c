import type { OfNoUse } from '../file/ofNoUse.js';
import type { ModelOptions } from '../file/options.js';

/** What TF.js runs on: TensorFlow's own library, WebAssembly, or plain JavaScript. */
export type TfjsEngine = NonNullable<ModelOptions['engine']>;

const provider = 'none for a model of TensorFlow, of which engine says what it runs on; providers are of onnxruntime';

/** What models of TF.js and TensorFlow have no use for. */
export const notForTensorFlow: OfNoUse = {
  provider,
  providerOptions: provider,
  dtype: 'none for a model of TensorFlow, which is one network; of a Hugging Face folder it says which',
};
