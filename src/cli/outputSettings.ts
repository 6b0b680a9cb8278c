import { flag, text } from '../settings/kinds.js';
import { settings } from '../settings/setting.js';
import { defaultStore } from '../store/store.js';

// What commands are told of where their results go.

export const jsonFlag = { json: { kind: flag, help: 'print the report and nothing else' } } as const;

/** Where counterexamples are kept. @param whatFor in a phrase. */
export const storeFlags = (whatFor: string, withoutWriting: string) =>
  settings({
    store: { kind: text, help: whatFor, default: defaultStore, placeholder: 'dir' },
    readOnly: { kind: flag, help: withoutWriting },
  });
