import type { Opener } from '../opener.js';
import { endsIn } from '../source.js';

/** A `model.json` of TF.js: LayersModel or GraphModel, also as exported from Teachable Machine. */
export const tfjsFile: Opener = {
  opens: 'a file that ends in .json',
  matches: (source) => endsIn(source, '.json'),
  open: async (place, options) => (await import('./openTfjs.js')).openTfjs(place, options),
};
