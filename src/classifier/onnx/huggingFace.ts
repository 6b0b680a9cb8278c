import { join } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import type { Classifier } from '../classifier.js';
import type { PreprocessingStep } from '../../settings/steps.js';
import type { UsualInput } from '../file/input.js';
import { toldOptions, type ModelOptions } from '../file/options.js';
import { describeStep } from '../preprocessing.js';
import { networkFile } from './networkFile.js';
import { openOnnx } from './openOnnx.js';
import { huggingFaceSettings } from './options.js';

const configForm = z.looseObject({
  id2label: z.record(z.string(), z.string()).optional(),
  num_channels: z.number().optional(),
  image_size: z.number().optional(),
});
const sizeForm = z.union([
  z.number().transform((side) => ({ height: side, width: side })),
  z.object({ height: z.number(), width: z.number() }),
  z.looseObject({ shortest_edge: z.number() }).transform(({ shortest_edge: side }) => ({ height: side, width: side })),
]);
const numbersForm = z.union([z.number(), z.array(z.number())]);
const preprocessorForm = z.looseObject({
  do_rescale: z.boolean().nullish(),
  rescale_factor: z.number().nullish(),
  do_normalize: z.boolean().nullish(),
  image_mean: numbersForm.nullish(),
  image_std: numbersForm.nullish(),
  do_center_crop: z.boolean().nullish(),
  size: sizeForm.nullish(),
  crop_size: sizeForm.nullish(),
});

/**
 * A folder as Hugging Face has them: labels from `config.json`, size and preprocessing from `preprocessor_config.json`,
 * and the network from `onnx/model.onnx`, or from another as `dtype` says. What was read is said in `spec.assumed`; options that are given come before it.
 *
 * @throws InputError if a file is missing or broken, or what {@link openOnnx} throws.
 */
export async function openHuggingFace(folder: string, told: ModelOptions = {}): Promise<Classifier> {
  const { dtype, ...options } = await toldOptions('openModel', huggingFaceSettings, told);
  const file = await networkFile(folder, dtype);
  const config = await readForm(join(folder, 'config.json'), configForm);
  const preprocessor = await readForm(join(folder, 'preprocessor_config.json'), preprocessorForm);
  const labels = options.labels ?? labelsOf(config?.id2label);
  const { range, steps: ownSteps, mean, std } = options;
  const isTold = [range, ownSteps, mean, std].some((option) => option !== undefined);
  const pixels = preprocessor === undefined || isTold ? undefined : pixelsOf(preprocessor);
  const size = sizeOf(preprocessor) ?? (config?.image_size === undefined ? undefined : square(config.image_size));
  const usual: UsualInput = { layout: 'nchw', channels: config?.num_channels ?? 3, ...(size && { size }) };
  const classifier = await openOnnx(file, { ...options, ...(labels && { labels }), ...pixels }, usual);
  const steps = pixels?.steps.map(describeStep) ?? [];
  const assumed = [
    ...(options.labels === undefined && labels !== undefined ? ['Labels as config.json says.'] : []),
    ...(pixels === undefined
      ? []
      : [
          `Pixels as preprocessor_config.json says: range [${pixels.range.join(', ')}]${steps.length === 0 ? '' : `, then ${steps.join(', ')}`}.`,
        ]),
  ];
  return { ...classifier, spec: { ...classifier.spec, assumed: [...assumed, ...classifier.spec.assumed] } };
}

/** A JSON file; undefined if there is none. */
async function readForm<Form extends z.ZodType>(file: string, form: Form): Promise<z.infer<Form> | undefined> {
  const text = await readRegularText(file, smallLimit).catch((cause: unknown) => {
    if (typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new InputError(
      { where: file, found: messageOf(cause), expected: 'a file as Hugging Face writes it' },
      { cause },
    );
  });
  if (text === undefined) return undefined;
  try {
    return form.parse(parseJson(text));
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
    throw new InputError(
      {
        where: issue === undefined ? file : `${file}: ${issue.path.join('.')}`,
        found: issue === undefined ? `broken JSON (${messageOf(cause)})` : `something else (${issue.message})`,
        expected: 'a file as Hugging Face writes it',
      },
      { cause },
    );
  }
}

/** `{ "0": "cat", "1": "dog" }`; objects list whole-number keys in ascending order. */
const labelsOf = (id2label: Readonly<Record<string, string>> | undefined): readonly string[] | undefined =>
  id2label === undefined ? undefined : Object.values(id2label);

const square = (side: number) => ({ height: side, width: side });

function sizeOf(preprocessor: z.infer<typeof preprocessorForm> | undefined): UsualInput['size'] {
  const { do_center_crop: crops, crop_size: crop, size } = preprocessor ?? {};
  return (crops === true ? (crop ?? size) : size) ?? undefined;
}

function pixelsOf(preprocessor: z.infer<typeof preprocessorForm>): {
  readonly range: readonly [number, number];
  readonly steps: readonly PreprocessingStep[];
} {
  const { do_rescale: rescales, rescale_factor: factor, do_normalize: normalizes } = preprocessor;
  const steps: PreprocessingStep[] = [];
  // Early files do not say that they rescale, and do.
  const rescaled = rescales !== false;
  const top = (factor ?? 1 / 255) * 255;
  if (rescaled && Math.abs(top - 1) > 1e-6) steps.push({ kind: 'scale', by: top });
  if (normalizes !== false && preprocessor.image_mean !== null && preprocessor.image_mean !== undefined)
    steps.push({ kind: 'subtract', value: preprocessor.image_mean });
  if (normalizes !== false && preprocessor.image_std !== null && preprocessor.image_std !== undefined)
    steps.push({ kind: 'divide', by: preprocessor.image_std });
  return { range: rescaled ? [0, 1] : [0, 255], steps };
}
