import { text } from '../settings/kinds.js';
import { settings } from '../settings/setting.js';

/** Everything `conic init` can be told. */
export const initSettings = settings({
  model: { kind: text, help: 'the model, as for conic check', argument: true },
  images: { kind: text, help: 'the images to gate with', default: 'samples', placeholder: 'path' },
  dir: { kind: text, help: 'where to write', default: '.', placeholder: 'folder' },
});
