import { schedulers } from '../schedulers/index.js';
import { choice, text } from '../settings/kinds.js';
import { modelSettings } from '../settings/model.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { shardsSetting } from '../settings/shard.js';

/** What `conic init` writes, and where. */
export const initFiles = settings({
  model: { kind: text, help: 'the model, as for conic check', argument: true },
  images: { kind: text, help: 'the images to gate with', default: 'samples', placeholder: 'path' },
  dir: { kind: text, help: 'where to write', default: '.', placeholder: 'folder' },
});

/** What it is told of a run in parts on many machines. */
export const initShards = settings({
  on: {
    kind: choice(Object.keys(schedulers)),
    help: 'instead: the files that do the command after -- in parts, on many machines, and merge them',
    placeholder: 'scheduler',
  },
  shards: shardsSetting,
});

/** Everything `conic init` can be told. */
export const initSettings = settings({ ...initFiles, ...initShards, ...modelSettings });

export type InitSettings = OptionsOf<typeof initSettings>;
