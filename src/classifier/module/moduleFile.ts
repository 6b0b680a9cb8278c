import { isModule } from '../../files/runModule.js';
import type { Opener } from '../opener.js';

/** A module in JavaScript or TypeScript whose default export is a classifier, or a function of batches. */
export const moduleFile: Opener = {
  opens: 'a module that exports a classifier or a function of batches (.mjs, .js, .ts)',
  matches: (source) => source.kind === 'file' && isModule(source.text),
  open: async (place, options) => (await import('./openModule.js')).openModule(place, options),
};
