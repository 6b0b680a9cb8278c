import { text } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { jsonFlag, storeFlags } from './outputSettings.js';

/** Everything `conic merge` can be told by flags. */
export const mergeFlags = settings({
  report: { kind: text, help: 'a folder for the report, as the single run would have written it', placeholder: 'dir' },
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
