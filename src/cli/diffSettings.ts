import { diffSettings } from '../settings/diff.js';
import { text } from '../settings/kinds.js';
import { modelSettings } from '../settings/model.js';
import { otherModelSettings } from '../settings/otherModel.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { shardSettings } from '../settings/shard.js';
import { imageFlags } from './imageOptions.js';
import { modelArgument } from './modelOptions.js';
import { jsonFlag } from './outputSettings.js';

/** The two models, as arguments of the command. */
export const diffArguments = settings({
  ...modelArgument,
  other: { kind: text, help: 'another one, of any kind that can be opened', argument: true },
});

export const diffImages = imageFlags('without it images are made');

/** What `conic diff` does. */
export const diffRun = diffSettings;

/** Where its results go. */
export const diffOutput = settings({
  report: {
    kind: text,
    help: 'a folder for the report: JSON, HTML, JUnit, Markdown, and pictures of the clearest disagreements',
    placeholder: 'dir',
  },
  ...shardSettings,
  ...jsonFlag,
});

/** Everything `conic diff` can be told, by flags or by a file. */
export const diffFlags = settings({
  ...diffArguments,
  ...diffImages,
  ...diffRun,
  ...diffOutput,
  ...modelSettings,
  ...otherModelSettings,
});

export type DiffFlags = OptionsOf<typeof diffFlags>;
