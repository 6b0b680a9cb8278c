import { assertOfUse } from '../file/ofNoUse.js';
import type { Opener } from '../opener.js';
import { endsIn } from '../source.js';
import { fromOnnx } from './fromOnnx.js';
import { notForOnnx } from './options.js';

/** An `.onnx` file, which runs on onnxruntime-node. */
export const onnxFile: Opener = {
  opens: 'a file that ends in .onnx',
  matches: (source) => endsIn(source, '.onnx'),
  open: async (place, options) => {
    assertOfUse(options, notForOnnx);
    return fromOnnx(place, options);
  },
};
