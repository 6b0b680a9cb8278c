import type { Draft, Drafted } from './draft.js';

/** Writes a layer, and gives what comes out; undefined if there is none that fits. */
export type Layer = (draft: Draft, input: Drafted) => Drafted | undefined;
