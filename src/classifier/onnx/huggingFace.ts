import { join } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import type { Classifier } from '../classifier.js';
import { withCrewOf } from '../crew.js';
import type { Size } from '../../image/shape.js';
import { formatSize } from '../../settings/size.js';
import { tellsValues, withDeclared } from '../file/declared.js';
import type { UsualInput } from '../file/input.js';
import { toldOptions, type ModelOptions } from '../file/options.js';
import { describeStep } from '../preprocessing.js';
import { networkFile } from './networkFile.js';
import { openOnnx } from './openOnnx.js';
import { huggingFaceSettings } from './options.js';
import { processorForm, type ProcessorConfig } from './processor/form.js';
import type { DeclaredPipeline } from './processor/pipeline.js';
import { processorPipeline } from './processor/processor.js';
import { timmForm, timmPipeline, type TimmConfig } from './processor/timm.js';

const configForm = z.looseObject({
  id2label: z.record(z.string(), z.string()).optional(),
  num_channels: z.number().optional(),
  image_size: z.number().optional(),
  // What timm writes.
  label_names: z.array(z.string()).optional(),
  pretrained_cfg: timmForm.nullish(),
});
/**
 * A folder as Hugging Face has them: labels from `config.json`, size, preprocessing and how pictures are fitted from
 * `preprocessor_config.json` or timm's `pretrained_cfg`, and the network from `onnx/model.onnx`, or from another as `dtype` says. What
 * was read is said in `spec.assumed`; options that are given come before it.
 *
 * @throws InputError if a file is missing or broken, or what {@link openOnnx} throws.
 */
export async function openHuggingFace(folder: string, told: ModelOptions = {}): Promise<Classifier> {
  const { dtype, ...options } = await toldOptions('openModel', huggingFaceSettings, told);
  const file = await networkFile(folder, dtype);
  const config = await readForm(join(folder, 'config.json'), configForm);
  const preprocessor = await readForm(join(folder, 'preprocessor_config.json'), processorForm);
  const pipeline = pipelineOf(preprocessor, config?.pretrained_cfg ?? undefined);
  const labels = options.labels ?? labelsOf(config);
  const size = pipeline?.size ?? (config?.image_size === undefined ? undefined : square(config.image_size));
  const channels = config?.num_channels ?? config?.pretrained_cfg?.input_size?.[0] ?? 3;
  const usual: UsualInput = {
    layout: 'nchw',
    channels,
    ...(size && { size }),
    ...(pipeline && { fit: { fit: pipeline.fit, by: pipeline.by } }),
  };
  const isDeclared = pipeline !== undefined && !tellsValues(options);
  const taken = { ...withDeclared(options, pipeline?.values), ...(labels && { labels }) };
  const classifier = await openOnnx(file, taken, usual);
  const assumed = [
    ...(options.labels === undefined && labels !== undefined ? ['Labels as config.json says.'] : []),
    ...(isDeclared ? [valuesInWords(pipeline)] : []),
    ...(pipeline?.notes ?? []),
    ...(pipeline?.size === undefined ? [] : otherSize(pipeline.by, pipeline.size, classifier.spec.shape)),
  ];
  const spec = { ...classifier.spec, assumed: [...assumed, ...classifier.spec.assumed] };
  return withCrewOf(classifier, { ...classifier, spec });
}

/** What transformers reads comes before what timm does: its wrapper of timm's models has no keys of its own. */
function pipelineOf(
  preprocessor: ProcessorConfig | undefined,
  timm: TimmConfig | undefined,
): DeclaredPipeline | undefined {
  const isWrapper = preprocessor?.image_processor_type?.startsWith('TimmWrapper') === true;
  if (preprocessor !== undefined && !(isWrapper && timm !== undefined)) return processorPipeline(preprocessor);
  return timm === undefined ? undefined : timmPipeline(timm);
}

function valuesInWords({ by, values: { range, steps } }: DeclaredPipeline): string {
  const then = steps.length === 0 ? '' : `, then ${steps.map(describeStep).join(', ')}`;
  return `Pixels as ${by} says: range [${range.join(', ')}]${then}.`;
}

const otherSize = (by: string, size: Size, shape: Size): readonly string[] =>
  size.height === shape.height && size.width === shape.width
    ? []
    : [
        `${by} makes ${formatSize(size)} of pictures, and the network takes ${formatSize(shape)}: they are brought to that.`,
      ];

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
const labelsOf = (config: z.infer<typeof configForm> | undefined): readonly string[] | undefined =>
  config?.id2label === undefined ? config?.label_names : Object.values(config.id2label);

const square = (side: number) => ({ height: side, width: side });
