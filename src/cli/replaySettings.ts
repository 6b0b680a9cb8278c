import { list, text } from '../settings/kinds.js';
import { modelSettings } from '../settings/model.js';
import { otherModelSettings } from '../settings/otherModel.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { defaultStore } from '../store/store.js';
import { jsonFlag } from './outputSettings.js';

const names = list(text, 'a list of names', 'a name or more');

/** What `conic replay` does. */
export const replayRun = settings({
  store: { kind: text, help: 'the folder where counterexamples are kept', default: defaultStore, argument: true },
  model: { kind: text, help: 'what conic check takes: a model file or its folder', placeholder: 'model' },
  property: { kind: names, help: 'only cases of these properties, or of those in a module (./mine.ts)' },
  of: {
    kind: names,
    help: 'only cases that were found with models of these names',
    usually: 'all',
    placeholder: 'id...',
  },
  with: {
    kind: text,
    help: 'the other model, for cases of agreement',
    usually: 'where it was when they were found',
    placeholder: 'model',
  },
  report: { kind: text, help: 'a folder for the report: JSON, HTML, JUnit and Markdown', placeholder: 'dir' },
  json: { ...jsonFlag.json, help: 'print the outcomes as JSON and nothing else' },
});

/** Everything `conic replay` can be told. */
export const replayFlags = settings({ ...replayRun, ...modelSettings, ...otherModelSettings });

export type ReplaySettings = OptionsOf<typeof replayFlags>;
