import { choice, either, flag, inCode, list, text, whole } from './kinds.js';
import { imageSettings } from './images.js';
import { modelSettings } from './model.js';
import { object } from './object.js';
import { allowChance, runSettings, tolerance } from './run.js';
import { settings } from './setting.js';

// What a gate's configuration can be told of the model, the images and the run; limits tell the rest themselves.

const { seed, scalars, overflow, space, timeLimit } = runSettings;

export const gateSettings = settings({
  /** The model that is to be released: a path, or an object with `path`. Paths are relative to the configuration. */
  model: {
    kind: either(
      text,
      object(
        {
          path: {
            kind: text,
            help: 'an .onnx file, a model.json of TF.js, a SavedModel or Hugging Face folder, a .tflite file, a module, or the URL of a served model',
            required: true,
          },
          ...modelSettings,
        },
        'a path, or an object with path',
      ),
    ),
    help: 'the model that is to be released; paths are relative to this file',
    required: true,
  },
  /** A path, or an object with `path`. Without it, images are made. */
  images: {
    kind: either(
      text,
      object(
        {
          path: {
            kind: text,
            help: 'a folder of PNG, JPEG or WebP, one such file, or an IDX file',
            required: true,
          },
          ...imageSettings,
        },
        'a path, or an object with path',
      ),
    ),
    help: 'without it, images are made',
  },
  /** Properties of your own, which `properties` may set limits on by their names: modules that export them, or the properties themselves. */
  ownProperties: {
    kind: list(
      either(
        text,
        inCode<object>('a property', (value) => typeof value === 'object' && value !== null),
      ),
      'a list of modules and properties',
      'one or more',
    ),
    help: 'properties of your own, to set limits on by their names: modules that export them (./mine.ts); in a module also the properties themselves',
  },
  seed: { ...seed, usually: "the baseline's, or a new one" },
  /** Decided cases a property. Default 1000; for a rate as many as it needs. */
  cases: {
    kind: whole(1, 1e8),
    help: 'decided cases a property',
    usually: '1000, for a rate as many as it needs',
  },
  scalars,
  overflow,
  space,
  tolerance,
  timeLimit: { ...timeLimit, help: 'seconds for the whole gate' },
  /** Whether a model may pass that gives images whose label is known no label better than guessing. Default false. */
  allowChance,
  /** Whether to stop when a limit is decided. Default true, except where models are compared or findings accepted. */
  earlyStop: {
    kind: flag,
    help: 'stop when a limit is decided',
    usually: 'true, except where models are compared or findings accepted',
  },
  /** A file of known findings. */
  accepted: { kind: text, help: 'a file of known findings', usually: 'conic.accepted.json, if it is there' },
  /** The folder for the report. */
  report: { kind: text, help: 'the folder for the report' },
  /** It costs the cases of violated properties once more. Default false. */
  mend: { kind: flag, help: 'say what mending the model would give, measured on the same cases', default: false },
  /** `warn`: warnings fail the gate as well. Default `fail`. */
  failOn: {
    kind: choice(['fail', 'warn']),
    help: 'what fails the gate; warn: warnings as well',
    default: 'fail',
    placeholder: 'severity',
  },
});
