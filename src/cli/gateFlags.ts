import { gateSettings } from '../settings/gate.js';
import { either, exactly, flag, number, text, textLike } from '../settings/kinds.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { shardSettings } from '../settings/shard.js';
import { jsonFlag } from './outputSettings.js';

/** Where a configuration is looked for, in this order. */
export const usualNames = [
  'conic.config.ts',
  'conic.config.mts',
  'conic.config.js',
  'conic.config.mjs',
  'conic.config.json',
];

const { seed, timeLimit, failOn, report } = gateSettings;

/** Everything `conic gate` can be told by flags; the rest is in its configuration. */
export const gateFlags = settings({
  config: {
    kind: text,
    help: 'the configuration',
    usually: `the first of ${usualNames.join(', ')}`,
    placeholder: 'file',
  },
  model: { kind: text, help: "another model than the configuration's", placeholder: 'path' },
  baseline: {
    kind: either(text, exactly(false)),
    help: "the gate's report of the released model, to compare with",
    placeholder: 'report.json',
    withoutIt: 'compare with nothing: a first release',
  },
  accept: { kind: flag, help: 'take responsibility for what fails now; needs --reason and --expires' },
  reason: { kind: text, help: 'with --accept: why the model may ship nevertheless' },
  expires: {
    kind: textLike(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day as YYYY-MM-DD'),
    help: 'with --accept: the last day on which that holds',
    placeholder: 'YYYY-MM-DD',
  },
  failOn,
  report: { ...report, placeholder: 'dir' },
  seed,
  timeLimit: { ...timeLimit, help: 'end the run after this long' },
  ...shardSettings,
  spare: {
    kind: number('a share from 0 to 10', { from: 0, to: 10 }),
    help: 'with --shard: cases to try beyond those that are needed, as a share of them, in place of those that cannot be decided',
    usually: "as many as the part's own cases suggest",
    placeholder: 'share',
  },
  ...jsonFlag,
});

export type GateFlags = OptionsOf<typeof gateFlags>;
