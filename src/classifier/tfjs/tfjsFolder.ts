import { join } from 'node:path';
import type { Opener } from '../opener.js';
import { holds } from '../source.js';
import { tfjsFile } from './tfjsFile.js';

/** The folder of a `model.json` of TF.js. */
export const tfjsFolder: Opener = {
  opens: 'a folder with model.json',
  matches: (source) => holds(source, 'model.json'),
  open: (place, options) => tfjsFile.open(join(place, 'model.json'), options),
};
