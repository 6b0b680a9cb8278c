import type { Opener } from '../opener.js';
import { holds } from '../source.js';

/** The folder of a TensorFlow SavedModel, which needs tfjs-node. */
export const savedModelFolder: Opener = {
  opens: 'a folder with saved_model.pb',
  matches: (source) => holds(source, 'saved_model.pb'),
  open: async (place, options) => (await import('./openSavedModel.js')).openSavedModel(place, options),
};
