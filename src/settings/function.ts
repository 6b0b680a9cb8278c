import { choice, either, number, text, whole } from './kinds.js';
import { fitSettings } from './fit.js';
import { batchLimit, labelNames, layout, modelSettings, pixelRange, usualModelTimeout } from './model.js';
import { object } from './object.js';
import { settings } from './setting.js';

const side = { kind: whole(1, 65_536), required: true } as const;

/** What the numbers of a classifier are. */
export const scoreKind = choice(['logits', 'probabilities', 'label']);

/** What conic cannot see in a function and has to be told. */
export const functionSettings = settings({
  /** The images it takes. */
  shape: {
    kind: object(
      {
        height: { ...side, help: 'rows of pixels' },
        width: { ...side, help: 'columns of pixels' },
        channels: { ...side, help: '1 for grey, 3 for colour' },
      },
      'a shape: { height, width, channels }',
    ),
    help: 'the images it takes',
    required: true,
  },
  /** The names of the labels, or how many there are. */
  labels: {
    kind: either(labelNames, number('a whole number or names', { whole: true })),
    help: 'names of the labels, or how many there are',
    required: true,
  },
  /** What its numbers are. Default `logits`. */
  scores: { kind: scoreKind, help: 'what its numbers are', default: 'logits' },
  /** Where the channels are. Default `nhwc`, channels last. */
  layout: { kind: layout, help: 'where the channels are', default: 'nhwc' },
  /** The values it takes for black and white. Default [0, 1]. */
  range: { kind: pixelRange, help: 'the values it takes for black and white', default: [0, 1] },
  /** Subtracted from each channel, after `range`: short for a step `subtract`. Not with `steps`. */
  mean: modelSettings.mean,
  /** Divides each channel, after `mean`: short for a step `divide`. Not with `steps`. */
  std: modelSettings.std,
  /** In which order it takes the colours, and mean and std are given. Default `rgb`. */
  channels: { ...modelSettings.channels, usually: 'rgb' },
  /** Range, channel order, mean and std as a mode of Keras' `preprocess_input` has them. */
  preprocess: modelSettings.preprocess,
  /** Done by conic before the function is called. Default none. */
  steps: modelSettings.steps,
  ...fitSettings,
  /** The most images in one call. Default 256. */
  batchLimit: { kind: batchLimit, help: 'most images in one call', default: 256 },
  /** Seconds that one call may take. A function that never waits cannot be interrupted. Default 600. */
  modelTimeout: { ...modelSettings.modelTimeout, usually: String(usualModelTimeout.here) },
  /** A name for reports. Default the function's own. */
  id: { kind: text, help: 'a name for reports', usually: "the function's own" },
});
