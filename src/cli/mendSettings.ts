import { flag, text } from '../settings/kinds.js';
import { mendSettings } from '../settings/mend.js';
import { modelSettings } from '../settings/model.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { imageFlags } from './imageOptions.js';
import { jsonFlag } from './outputSettings.js';

export const mendArgument = {
  model: { kind: text, help: 'an .onnx file, or a GraphModel of TF.js', argument: true },
} as const;

export const mendImages = imageFlags('to measure on, and to choose the scale from');

/** What `conic mend` does, and where it writes. */
export const mendRun = settings({
  out: { kind: text, help: 'the file to write, or folder; nothing is overwritten', placeholder: 'path' },
  ...mendSettings,
  force: { kind: flag, help: 'write it also where the network is proved already' },
  ...jsonFlag,
});

/** Everything `conic mend` can be told. */
export const mendFlags = settings({ ...mendArgument, ...mendImages, ...mendRun, ...modelSettings });

export type MendFlags = OptionsOf<typeof mendFlags>;
