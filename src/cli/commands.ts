import type { Command } from 'commander';

interface Entry {
  /** What it does, in a line of `conic --help`; its own help says more. */
  readonly summary: string;
  /** Loads its file, and what that needs: half a second of nothing to see where all are loaded. */
  readonly load: () => Promise<Command>;
}

/** What follows `conic`; a new command is an entry here. */
export const commands: Readonly<Record<string, Entry>> = {
  check: {
    summary: 'try properties on a model; show the simplest counterexample',
    load: async () => (await import('./check.js')).checkCommand(),
  },
  accuracy: {
    summary: 'measure accuracy against the strength of what happens to images',
    load: async () => (await import('./accuracy.js')).accuracyCommand(),
  },
  diff: {
    summary: 'hold two models against each other',
    load: async () => (await import('./diff.js')).diffCommand(),
  },
  hunt: {
    summary: 'for every image, find the scalars nearest 1 at which its label flips',
    load: async () => (await import('./hunt.js')).huntCommand(),
  },
  merge: {
    summary: 'add up the parts of a run that was done with --shard',
    load: async () => (await import('./merge.js')).mergeCommand(),
  },
  replay: {
    summary: 'try every stored counterexample again',
    load: async () => (await import('./replay.js')).replayCommand(),
  },
  certify: {
    summary: 'prove that scalars change no label',
    load: async () => (await import('./certify.js')).certifyCommand(),
  },
  mend: {
    summary: 'make a model scalar-invariant, without training',
    load: async () => (await import('./mend.js')).mendCommand(),
  },
  gate: {
    summary: 'say whether a model may ship',
    load: async () => (await import('./gate.js')).gateCommand(),
  },
  init: {
    summary: 'write a configuration for conic gate, and a pipeline that runs it',
    load: async () => (await import('./init.js')).initCommand(),
  },
  doctor: {
    summary: 'say what is here of what conic needs',
    load: async () => (await import('./doctor.js')).doctorCommand(),
  },
};
