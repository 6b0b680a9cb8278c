import { catalogue } from '../../properties/index.js';
import { flag, list, text } from '../settings/kinds.js';
import { modelSettings } from '../settings/model.js';
import { otherModelSettings } from '../settings/otherModel.js';
import { runSettings, tolerance } from '../settings/run.js';
import { shardSettings } from '../settings/shard.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { imageFlags } from './imageOptions.js';
import { modelArgument } from './modelOptions.js';
import { jsonFlag, storeFlags } from './outputSettings.js';

const names = [...catalogue().map(({ name }) => name), 'with another model agreement'];

/** What `conic check` does. */
export const checkRun = settings({
  property: {
    kind: list(text, 'a list of names', 'a name or more'),
    help: `which properties (${names.join(', ')}), or modules with your own (./mine.ts, ./mine.ts#its-name)`,
    usually: 'those without a variant, without resize-kernel, jpeg-quality and the transformations',
  },
  with: { kind: text, help: 'another model, whose agreement is tried as well', placeholder: 'model' },
  ...runSettings,
  timeLimit: {
    ...runSettings.timeLimit,
    help: `${runSettings.timeLimit.help}; what one property leaves, the others have`,
  },
  tolerance,
  measure: { kind: flag, help: 'try all cases and count violations' },
  synthetic: { kind: flag, help: 'with --images: made images as well, one case in four' },
});

/** Where its results go. */
export const checkOutput = settings({
  report: {
    kind: text,
    help: 'a folder for the report: JSON, HTML, JUnit, Markdown, and pictures of each counterexample',
    placeholder: 'dir',
  },
  ...jsonFlag,
  ...storeFlags('where counterexamples are kept, to be tried first', 'try what is stored, and store nothing'),
});

export const checkImages = imageFlags('without it images are made');

/** Everything `conic check` can be told, by flags or by a file. */
export const checkSettings = settings({
  ...modelArgument,
  ...checkImages,
  ...checkRun,
  ...checkOutput,
  ...shardSettings,
  ...modelSettings,
  ...otherModelSettings,
});

export type CheckSettings = OptionsOf<typeof checkSettings>;
