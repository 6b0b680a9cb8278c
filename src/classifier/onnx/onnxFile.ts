import type { Opener } from '../opener.js';
import { endsIn } from '../source.js';
import { fromOnnx } from './fromOnnx.js';
import { withoutEngine } from './withoutEngine.js';

/** An `.onnx` file, which runs on onnxruntime-node. */
export const onnxFile: Opener = {
  opens: 'a file that ends in .onnx',
  matches: (source) => endsIn(source, '.onnx'),
  open: (place, options) => fromOnnx(place, withoutEngine(options)),
};
