import { transformations } from '../../transformations/index.js';
import { accuracySettings } from '../settings/accuracy.js';
import { list, text } from '../settings/kinds.js';
import { modelSettings } from '../settings/model.js';
import { axisRange } from '../settings/scalars.js';
import { settings, type OptionsOf } from '../settings/setting.js';
import { imageFlags } from './imageOptions.js';
import { modelArgument } from './modelOptions.js';
import { jsonFlag } from './outputSettings.js';

export const accuracyImages = imageFlags('some of whose labels are known');

/** What `conic accuracy` measures. */
export const accuracyRun = settings({
  along: {
    kind: list(text, 'a list of transformations', 'a transformation or more'),
    help: `the transformations to measure along (${transformations.map(({ name }) => name).join(', ')})`,
    usually: 'all of them',
    placeholder: 'name...',
  },
  strengths: {
    kind: axisRange,
    help: 'with one transformation: the range of strengths',
    usually: "the transformation's own",
    placeholder: 'lo..hi',
  },
  ...accuracySettings,
});

export const accuracyOutput = settings({
  report: {
    kind: text,
    help: 'write the report and a curve of each transformation into this folder',
    placeholder: 'dir',
  },
  ...jsonFlag,
});

/** Everything `conic accuracy` can be told, by flags or by a file. */
export const accuracyFlags = settings({
  ...modelArgument,
  ...accuracyImages,
  ...accuracyRun,
  ...accuracyOutput,
  ...modelSettings,
});

export type AccuracyFlags = OptionsOf<typeof accuracyFlags>;
