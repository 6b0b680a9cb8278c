import { text } from '../settings/kinds.js';
import { modelSettings } from '../settings/model.js';
import { settings, type OptionsOf } from '../settings/setting.js';

/** What `conic init` writes, and where. */
export const initFiles = settings({
  model: { kind: text, help: 'the model, as for conic check', argument: true },
  images: { kind: text, help: 'the images to gate with', default: 'samples', placeholder: 'path' },
  dir: { kind: text, help: 'where to write', default: '.', placeholder: 'folder' },
});

/** Everything `conic init` can be told. */
export const initSettings = settings({ ...initFiles, ...modelSettings });

export type InitSettings = OptionsOf<typeof initSettings>;
