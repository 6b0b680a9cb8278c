import { transformations } from '../../transformations/index.js';
import { flag, text, whole } from '../settings/kinds.js';
import { huntSettings } from '../settings/hunt.js';
import { modelSettings } from '../settings/model.js';
import { shardSettings } from '../settings/shard.js';
import { axisRange } from '../settings/scalars.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { imageFlags } from './imageOptions.js';
import { modelArgument } from './modelOptions.js';
import { jsonFlag, storeFlags } from './outputSettings.js';

const { scalars, overflow, space, tolerance } = huntSettings;

export const huntImages = imageFlags('the images to hunt');

/** What `conic hunt` does. */
export const huntRun = settings({
  along: {
    kind: text,
    help: `a transformation to hunt along in place of scalars (${transformations.map(({ name }) => name).join(', ')})`,
    placeholder: 'name',
  },
  strengths: {
    kind: axisRange,
    help: 'with along: the range of strengths',
    usually: "the transformation's own",
    placeholder: 'lo..hi',
  },
  scalars,
  overflow,
  space,
  tolerance,
  exactFloat: { kind: flag, help: 'locate flips to the last float32 number, not to one part in a million' },
  resume: { kind: flag, help: 'go on with a hunt that was interrupted' },
});

/** What it shows, and where its results go. */
export const huntOutput = settings({
  out: { kind: text, help: 'where hunt.json, the contact sheet and the curves go', placeholder: 'dir' },
  worst: { kind: whole(0, 10_000), help: 'how many of the worst images are drawn', default: 12 },
  simplify: { kind: flag, help: 'for those, also the simplest image that still flips no farther from 1' },
  exact: { kind: flag, help: 'for those, also the labels at every scalar of the range, computed from the network' },
  ...storeFlags('where the flips of the worst are kept', 'store nothing'),
  ...jsonFlag,
});

/** Everything `conic hunt` can be told, by flags or by a file. */
export const huntFlags = settings({
  ...modelArgument,
  ...huntImages,
  ...huntRun,
  ...huntOutput,
  ...shardSettings,
  ...modelSettings,
});

export type HuntFlags = OptionsOf<typeof huntFlags>;
