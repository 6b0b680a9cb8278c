import type { Opener } from '../opener.js';
import { endsIn } from '../source.js';

/** A `.tflite` file of TensorFlow Lite, which runs on LiteRT.js. */
export const tfliteFile: Opener = {
  opens: 'a file that ends in .tflite',
  matches: (source) => endsIn(source, '.tflite'),
  open: async (place, options) => (await import('./openTflite.js')).openTflite(place, options),
};
