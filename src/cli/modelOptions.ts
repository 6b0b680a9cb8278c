import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { Classifier } from '../classifier/classifier.js';
import { openModel } from '../classifier/openModel.js';
import type { ModelOptions } from '../classifier/opener.js';
import type { Step } from '../classifier/preprocessing.js';
import { InputError } from '../errors.js';
import { parseJson } from '../files/json.js';
import { above0, choice, perChannel, text, whole } from './kinds.js';
import { parseList, parseNumber, parseSize } from './parse.js';
import { readText } from './settings.js';

// What every command that opens a model can be told of it.

const white = 'black and white as the model was trained: 0,1 or 0,255';
const size = 'a height and a width of 1 or more';
const side = z.int(size).min(1, size);

/** Settings of the model, for a command's schema. */
export const modelSettings = {
  model: text.exactOptional(),
  size: z
    .strictObject({ height: side, width: side }, size)
    .refine(({ height, width }) => height * width <= 64e6, 'at most 64 megapixels')
    .exactOptional(),
  labels: text.exactOptional(),
  layout: choice(['nchw', 'nhwc', 'flat']).exactOptional(),
  range: z.tuple([z.literal(0, white), above0(white)], white).exactOptional(),
  mean: perChannel(z.number('a finite number')).exactOptional(),
  std: perChannel(above0('a finite number above 0')).exactOptional(),
  output: text.exactOptional(),
  engine: choice(['tfjs-node', 'wasm', 'cpu']).exactOptional(),
  workers: whole(1, 256).exactOptional(),
  batch: whole(1, 65_536).exactOptional(),
};

const modelSchema = z.object(modelSettings);
export type ModelSettings = z.infer<typeof modelSchema>;

/** Adds MODEL and the options that go with it. */
export const withModel = (command: Command): Command =>
  command.argument(
    '[model]',
    'an .onnx file; a model.json of TF.js or its folder; a SavedModel folder; a Hugging Face folder',
  );

/** Adds the options that say how a model is to be opened. */
export const withModelOptions = (command: Command): Command =>
  command
    .addOption(new Option('--size <HxW>', "the image size, where the model's file leaves it open").argParser(parseSize))
    .addOption(new Option('--labels <file>', 'names of the labels, one a line or a JSON array'))
    .addOption(new Option('--layout <layout>', 'nchw, nhwc or flat, where it cannot be told from the shape'))
    .addOption(
      new Option('--range <lo,hi>', 'pixel values the model was trained on: 0,1 or 0,255').argParser(parseList),
    )
    .addOption(new Option('--mean <values>', 'subtracted from each channel (after --range)').argParser(parseList))
    .addOption(new Option('--std <values>', 'divides each channel, after --mean').argParser(parseList))
    .addOption(new Option('--output <name>', 'which output has the scores'))
    .addOption(
      new Option('--engine <name>', 'for TF.js models: tfjs-node, wasm or cpu (default: the first that loads)'),
    )
    .addOption(
      new Option('--workers <n>', 'threads that each run the model (default: one a core)').argParser(parseNumber),
    )
    .addOption(new Option('--batch <n>', 'most images in one call (default 256)').argParser(parseNumber));

/** Opens a model as settings tell. */
export const openAsTold = async (model: string, settings: ModelSettings): Promise<Classifier> =>
  openModel(model, await optionsOf(settings));

/** The options of the library that settings stand for. */
export async function optionsOf(settings: ModelSettings): Promise<ModelOptions> {
  const { model: _model, mean, std, labels, batch, ...told } = modelSchema.parse(settings);
  return {
    ...told,
    // Steps that are told replace those that the file tells.
    ...(mean === undefined && std === undefined ? {} : { steps: stepsOf(mean, std) }),
    ...(labels === undefined ? {} : { labels: await readLabels(labels) }),
    ...(batch === undefined ? {} : { batchLimit: batch }),
  };
}

/** The names of labels from a file: a JSON array of names, or one name a line. */
async function readLabels(file: string): Promise<readonly string[]> {
  const content = await readText(file, 'a file with labels, one a line');
  if (!content.trimStart().startsWith('['))
    return content
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  try {
    return z.array(z.string()).parse(parseJson(content));
  } catch (cause) {
    throw new InputError(
      { where: file, found: 'no JSON array of names', expected: '["cat", "dog"], or one name a line' },
      { cause },
    );
  }
}

/** The customary normalisation as declared steps. */
function stepsOf(mean: readonly number[] | undefined, std: readonly number[] | undefined): readonly Step[] {
  return [
    ...(mean === undefined ? [] : [{ kind: 'subtract', value: only(mean) } as const]),
    ...(std === undefined ? [] : [{ kind: 'divide', by: only(std) } as const]),
  ];
}

const only = (values: readonly number[]): number | readonly number[] => (values.length === 1 ? values[0]! : values);
