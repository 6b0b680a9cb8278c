import type { Kind } from './kind.js';
import { choice, either, flag, list, number, pair, pairs, seconds, text, whole } from './kinds.js';
import { object } from './object.js';
import { serverSettings } from './server.js';
import { settings } from './setting.js';
import { fitSettings } from './fit.js';
import { factors, offsets, steps } from './steps.js';
import { formatSize } from './size.js';

// What can be told of a model: the same in code, on the command line, in the gate's configuration.

const white = 'black and white as the model was trained: 0,1 or 0,255';
const aSize = 'a height and a width of 1 or more';
const side = { kind: number(aSize, { from: 1, whole: true }), required: true } as const;

const size = object(
  { height: { ...side, help: 'rows of pixels' }, width: { ...side, help: 'columns of pixels' } },
  aSize,
  {
    typed: 'size',
    together: ({ height, width }) =>
      height * width <= 64e6
        ? undefined
        : { path: [], found: formatSize({ height, width }), expected: 'at most 64 megapixels' },
  },
);

const blackToWhite = pair(number(white, { from: 0, to: 0 }), number(white, { above: 0 }), white);

/** A pair, as model cards write it, and not `{ min, max }`. */
export const pixelRange: Kind<readonly [number, number]> = {
  ...blackToWhite,
  faultIn: (value) => {
    const fault = blackToWhite.faultIn(value);
    const isLow = Array.isArray(value) && typeof value[0] === 'number' && value[0] < 0;
    return fault === undefined || !isLow
      ? fault
      : { ...fault, remedy: 'A model trained on [-1, 1] takes range [0, 1], mean 0.5 and std 0.5.' };
  },
};

export const layout = choice(['nchw', 'nhwc', 'flat']);

export const batchLimit = whole(1, 65_536);

/** What the scores of a model from a file are; one that gives labels alone is written as a function. */
export const modelScores = choice(['logits', 'probabilities']);

/** In which order a model takes the colours. */
export const channelOrder = choice(['rgb', 'bgr']);

/** The modes of Keras' preprocess_input. */
export const kerasMode = choice(['caffe', 'tf', 'torch']);

/** Seconds that one answer of a model may take, where nobody says: batches of large models take minutes, servers give up sooner. */
export const usualModelTimeout = { here: 600, served: 30 } as const;

/** The names of labels. */
export const labelNames = list(text, 'a list of names', 'a name or more');

/** Of a model that runs here. */
export const localModelSettings = settings({
  /** Needed if the file leaves height or width open, or takes an image as one row of pixels that is not a square. */
  size: { kind: size, help: "the image size, where the model's file leaves it open" },
  /** Their names, or a file with one a line or a JSON list. Default: what the model's file says, or `0`, `1`, … */
  labels: {
    kind: either(labelNames, text),
    help: 'names of the labels: a file with one a line, or a JSON list',
    placeholder: 'file',
  },
  /** Default: told from the shape of the input. */
  layout: {
    kind: layout,
    help: 'where the channels are, where it cannot be told from the shape',
    placeholder: 'layout',
  },
  /** The pixel values the model was trained on, as model cards write them. Default: what the file says, or [0, 1]. */
  range: { kind: pixelRange, help: 'pixel values the model was trained on: 0,1 or 0,255', placeholder: 'lo,hi' },
  /** Subtracted from each channel, after `range`: short for a step `subtract`. Not with `steps`. */
  mean: { kind: offsets, help: 'subtracted from each channel, after range' },
  /** Divides each channel, after `mean`: short for a step `divide`. Not with `steps`. */
  std: { kind: factors, help: 'divides each channel, after mean' },
  /** Blue first is a step `permute`, before mean and std, which are in the same order. Default: what the file says, or `rgb`. */
  channels: {
    kind: channelOrder,
    help: 'in which order the model takes the colours, and mean and std are given',
    usually: 'what the file says, or rgb',
    placeholder: 'order',
  },
  /**
   * Range, channel order, mean and std as one of the modes of Keras' `preprocess_input` has them: `caffe` (VGG, ResNet), `tf` (MobileNet,
   * Inception), `torch` (DenseNet). Not with those.
   */
  preprocess: {
    kind: kerasMode,
    help: "range, mean, std and channel order as a mode of Keras' preprocess_input",
    placeholder: 'mode',
  },
  /** What happens to an image on its way into the model, instead of what the file says. Default none. */
  steps: { kind: steps, help: 'all preprocessing, as steps, instead of mean and std', placeholder: false },
  ...fitSettings,
  /** The name of the output that has the scores. Needed if several could be. */
  output: { kind: text, help: 'which output has the scores', placeholder: 'name' },
  /** What the scores are. Default: what the network ends in says, or what scores of made images look like. */
  scores: {
    kind: modelScores,
    help: 'what the scores are, where it is told wrongly',
    usually: 'told from the network, or from its scores',
    placeholder: 'kind',
  },
  /** What a TF.js or TensorFlow model runs on. Default: the first that is installed and loads. */
  engine: {
    kind: choice(['tfjs-node', 'wasm', 'cpu']),
    help: 'what runs a TF.js model',
    usually: 'the first that loads',
    placeholder: 'name',
  },
  /**
   * What onnxruntime runs an ONNX model on, by its own name: `cuda`, `dml`, `coreml`, `webgpu`, … It is handed on, and named in
   * reports. Default: the processor. Of any other provider there is one worker, unless told otherwise.
   */
  provider: {
    kind: text,
    help: 'what onnxruntime runs an ONNX model on: cpu, cuda, dml, coreml, webgpu, …',
    default: 'cpu',
    placeholder: 'name',
  },
  /** What the provider can be told, in onnxruntime's words: `{ deviceId: 1 }`. It is handed on as it is. */
  providerOptions: {
    kind: pairs('options of the provider, such as deviceId=1'),
    help: 'options of the provider, handed on to onnxruntime, such as deviceId=1',
  },
  /** Which of the networks in a Hugging Face folder: `q8` is `model_quantized.onnx`. Default: `model.onnx`. */
  dtype: {
    kind: choice(['fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4', 'q4f16', 'bnb4']),
    help: "which of a Hugging Face folder's networks",
    usually: 'model.onnx, which is fp32',
    placeholder: 'type',
  },
  /**
   * Whether a model may read its weights from files that lie out of its folder, as absolute paths, `..` and links lead there. Only for
   * models that you trust: what they name is read. Default false.
   */
  allowOutside: {
    kind: flag,
    help: 'let the model read weights from files out of its folder; for models that you trust',
    default: false,
  },
  /** Workers that each run the whole model, on a batch at a time. Default: as many as the machine offers. */
  workers: { kind: whole(1, 256), help: 'workers that each run the model', usually: 'one a core' },
  /** Threads that share the work of one batch of an ONNX model, for each worker. More than 1 helps only large models. */
  threads: { kind: whole(1, 256), help: 'threads that share one batch of an ONNX model', default: 1 },
  /**
   * Whether each worker is a process of its own, and not a thread of this one. Where the engine's native code crashes or never ends, that
   * is then an error that names the images, and this process goes on. Default false.
   */
  isolate: {
    kind: flag,
    help: 'run the model in processes of its own, so that a crash of its engine is an error that names the images',
    default: false,
  },
  /** The most images in one call, where the file does not fix it. Default: what suits the engine, such as 256. */
  batchLimit: { kind: batchLimit, help: 'most images in one call', usually: 'what suits the engine, such as 256' },
  /** Seconds that the model may take for one call. Then it is given up, with an error. Default 600; 30 behind a server. */
  modelTimeout: {
    kind: seconds,
    help: 'how long the model may take for one call',
    usually: `${usualModelTimeout.here}, or ${usualModelTimeout.served} behind a server`,
    placeholder: 'seconds',
  },
});

/** Of any model: with what is told of one behind a server. */
export const modelSettings = settings({ ...localModelSettings, ...serverSettings });
