import { text } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { jsonFlag, storeFlags } from './outputSettings.js';

/** Everything `conic merge` can be told by flags. */
export const mergeFlags = settings({
  report: { kind: text, help: 'a folder for the report, as the single run would have written it', placeholder: 'dir' },
  model: {
    kind: text,
    help: 'of conic diff: the model again, to look for what differs in the two',
    placeholder: 'path',
  },
  other: { kind: text, help: 'of conic diff: the other one', placeholder: 'path' },
  accepted: {
    kind: text,
    help: 'where findings go that the parts of a gate were told to accept',
    default: 'conic.accepted.json',
    placeholder: 'file',
  },
  ...jsonFlag,
  ...storeFlags('where counterexamples are kept', 'store nothing'),
});

export type MergeSettings = OptionsOf<typeof mergeFlags>;
