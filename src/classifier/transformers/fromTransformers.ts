import { createHash } from 'node:crypto';
import { InputError, messageOf } from '../../errors.js';
import { sizeOf } from '../../image/shape.js';
import { checkOptions } from '../../settings/check.js';
import { inWords, isRecord } from '../../settings/inWords.js';
import { inCode, text } from '../../settings/kinds.js';
import { modelSettings } from '../../settings/model.js';
import { settings } from '../../settings/setting.js';
import type { Classifier } from '../classifier.js';
import { heldClassifier } from '../file/heldClassifier.js';
import { inTurn } from '../file/inTurn.js';
import { toldOptions, type ModelOptions } from '../file/options.js';
import type { Rows } from '../file/protocol.js';
import type { ModelScores, ScoresOutput } from '../file/scores.js';
import { sentTensor } from '../file/sent.js';
import { specOfFile } from '../file/specOf.js';
import { Staging } from '../file/staging.js';
import { ofTwoLabels } from '../file/twoLabels.js';
import { imageProcessorOf } from './declaredSteps.js';
import { feedingOf } from './feeding.js';
import {
  isProcessor,
  isTransformersModel,
  isTransformersTensor,
  type RawImageClass,
  type TransformersModel,
  type TransformersProcessor,
  type TransformersTensor,
} from './structures.js';

/** What a model and a processor of transformers.js do not say. */
export interface FromTransformersOptions extends Pick<
  ModelOptions,
  'size' | 'labels' | 'output' | 'scores' | 'batchLimit' | 'modelTimeout'
> {
  /**
   * The package's own class of images. With it every image goes through the whole processor in 8 bits, in the size that is told,
   * as in production; without it images are floats of the size that the model takes.
   */
  readonly RawImage?: RawImageClass;
  /** A name for reports. Default: the model's. */
  readonly id?: string;
}

const { size: sizeSetting, labels, output: outputSetting, scores, batchLimit, modelTimeout } = modelSettings;
const described = { size: sizeSetting, labels, output: outputSetting, scores, batchLimit, modelTimeout };

/** Settings of a model of transformers.js. */
export const fromTransformersSettings = settings({
  ...described,
  RawImage: {
    kind: inCode<RawImageClass>('the class RawImage of transformers.js', (value) => typeof value === 'function'),
    help: "transformers.js' class of images: they go through the whole processor, in 8 bits",
  },
  id: { kind: text, help: 'a name for reports', usually: "the model's" },
});

/**
 * An image classifier of `@huggingface/transformers` that is already there, with its processor. It runs where it is, as it was
 * loaded, one batch after the other; `dispose` leaves it alone. Labels are those of its `config.json`, scores its logits.
 *
 * Images are of the size that the processor cuts and resizes to, and floats: a scalar is not rounded to 8 bits. What the processor
 * declares of rescaling and normalising is held against what it does on a made image; if they agree, that is the declared
 * preprocessing, and else the processor is asked about every image. With `RawImage` all images go through the whole processor
 * as an application would feed them: its resizing and cutting of images of `size`, and rounding to 8 bits, are part of what is tried.
 *
 * The network cannot be read: there are no certificates, and the digest is of the two configurations. `openModel` opens the folder that the model was loaded from, with these.
 *
 * @throws InputError if it is no image classifier with a processor for images, or an option contradicts it.
 * @example
 * import { AutoModelForImageClassification, AutoProcessor } from '@huggingface/transformers';
 * const model = await AutoModelForImageClassification.from_pretrained('vit', { dtype: 'q8' });
 * const classifier = await fromTransformers(model, await AutoProcessor.from_pretrained('vit'));
 */
export async function fromTransformers(
  model: TransformersModel,
  processor: TransformersProcessor,
  options: FromTransformersOptions = {},
): Promise<Classifier> {
  if (!isTransformersModel(model))
    throw noObject('model', model, 'await AutoModelForImageClassification.from_pretrained(NAME)');
  if (!isProcessor(processor)) throw noObject('processor', processor, 'await AutoProcessor.from_pretrained(NAME)');
  checkOptions('fromTransformers', fromTransformersSettings, options);
  const { RawImage, id = nameOf(model), ...others } = options;
  const told = await toldOptions('fromTransformers', described, others);
  const config = recordOf(model.config);
  const channels = typeof config['num_channels'] === 'number' ? config['num_channels'] : 3;
  const { shape, layout, pixels, tensorOf } = await feedingOf({ processor, RawImage, where: id }, told.size, channels);
  const imageSize = sizeOf(shape);
  const outputsOf = async (values: Float32Array, count: number): Promise<Readonly<Record<string, unknown>>> =>
    recordOf(await model({ pixel_values: await tensorOf(values, count) }));
  const batch = batchOf(model);
  const first = await outputsOf(new Float32Array(imageSize * (batch ?? 1)), batch ?? 1).catch((cause: unknown) => {
    const found = `a model that fails on a black image (${messageOf(cause)})`;
    throw new InputError({ where: id, found, expected: 'scores' }, { cause });
  });
  const output = scoresIn(first, told.output, id);

  const dims =
    layout === 'nchw' ? [shape.channels, shape.height, shape.width] : [shape.height, shape.width, shape.channels];
  const input = { name: 'pixel_values', type: 'float32', shape, layout, dims, batch, assumed: [] } as const;
  const staging = new Staging(input);
  const run = async (images: Rows): Promise<Float32Array> => {
    const { values, batch: filled } = staging.fill(images);
    // A copy: a model on another thread takes the memory with it.
    const { [output.name]: given } = await outputsOf(Float32Array.from(values), filled);
    if (!isTransformersTensor(given)) throw new Error(`the output "${output.name}" is not a tensor`);
    return new Float32Array(sentTensor(output.name, given, filled, images.count).buffer);
  };
  const scoresOf = inTurn({ where: id, engine: 'transformers.js', imageSize, modelTimeout: told.modelTimeout, run });

  const named = labelsIn(config['id2label'], output.classes);
  const inspected = {
    id,
    digest: digestOf(model, processor),
    input,
    scores: scoresOutputOf(output.name, output.classes, told.scores),
    pixels,
    metadata: new Map<string, string>(),
    options: { ...(named && { labels: named }), ...told },
  };
  const running = { scores: scoresOf, batchLimit: 64 };
  const { spec, two } = await specOfFile(inspected, `transformers.js (${placeOf(model)})`, running, id);
  return ofTwoLabels(heldClassifier(spec, scoresOf), two);
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const noObject = (where: string, value: unknown, line: string): InputError =>
  new InputError({
    where,
    found: inWords(value),
    expected: `a ${where} of @huggingface/transformers`,
    remedy: `Make one: \`${line}\`. A folder is opened with \`openModel(FOLDER)\`.`,
  });

/** The last part of what it was loaded by. */
function nameOf({ config }: TransformersModel): string {
  const { _name_or_path: path } = recordOf(config);
  return (typeof path === 'string' && path.split('/').findLast((part) => part !== '')) || 'transformers';
}

/** The session of onnxruntime behind a model. */
function sessionOf(model: TransformersModel): Readonly<Record<string, unknown>> {
  const sessions: unknown = Reflect.get(model, 'sessions');
  return recordOf(recordOf(sessions)['model']);
}

/** How many images a run must have, where the session fixes it and says so: transformers.js prints what a run that fails was given. */
function batchOf(model: TransformersModel): number | undefined {
  const { inputMetadata: inputs } = sessionOf(model);
  const all: readonly unknown[] = Array.isArray(inputs) ? inputs : [];
  const { shape } = recordOf(all.find((input) => recordOf(input)['name'] === 'pixel_values'));
  const batch: unknown = Array.isArray(shape) ? shape[0] : undefined;
  return typeof batch === 'number' && batch > 0 ? batch : undefined;
}

/** Device and numbers of a model's session, where it says. */
function placeOf(model: TransformersModel): string {
  const { device, dtype } = recordOf(sessionOf(model)['config']);
  return [device, dtype, 'a model of the caller'].filter((part) => typeof part === 'string').join(', ');
}

/** Which output has the scores, and how many there are an image. */
function scoresIn(given: Readonly<Record<string, unknown>>, asked: string | undefined, where: string) {
  const tensors = new Map(
    Object.entries(given).filter((pair): pair is [string, TransformersTensor] => isTransformersTensor(pair[1])),
  );
  const [only, ...more] = tensors.keys();
  const name = asked ?? (tensors.has('logits') ? 'logits' : more.length === 0 ? only : undefined);
  const tensor = name === undefined ? undefined : tensors.get(name);
  if (name !== undefined && tensor !== undefined) {
    const [, classes = 1] = tensor.dims;
    return { name, classes };
  }
  const names = [...tensors.keys()].map((each) => `"${each}"`).join(', ');
  throw new InputError({
    where,
    found:
      tensors.size === 0
        ? 'a model that gives no tensors'
        : asked === undefined
          ? `outputs ${names}, and no logits`
          : `no output "${asked}"`,
    expected: tensors.size === 0 ? 'logits' : `one of its outputs: ${names}`,
    ...(only === undefined ? {} : { remedy: ['Pass ', { option: ['output'], value: only }, '.'] }),
  });
}

/** Logits are called so; of others it shows in what they look like. */
function scoresOutputOf(output: string, classes: number, told: ModelScores | undefined): ScoresOutput {
  const isSure = told !== undefined || output === 'logits';
  const kind = told ?? 'logits';
  return { output, tensor: output, logits: output, kind, isSure, last: undefined, classes, assumed: [] };
}

/** `{ "0": "cat", "1": "dog" }`, by their numbers. */
function labelsIn(id2label: unknown, classes: number): readonly string[] | undefined {
  const byNumber = recordOf(id2label);
  const labels = Object.keys(byNumber).map((_, i) => byNumber[i]);
  const isWhole = labels.length === (classes === 1 ? 2 : classes) && labels.every((label) => typeof label === 'string');
  return isWhole ? labels : undefined;
}

/** Weights are out of sight. */
const digestOf = ({ config }: TransformersModel, processor: TransformersProcessor): string =>
  createHash('sha256')
    .update(JSON.stringify([config, Reflect.get(imageProcessorOf(processor), 'config')]))
    .digest('hex');
