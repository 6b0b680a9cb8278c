import { resolve } from 'node:path';
import type { Classifier } from '../../classifier/classifier.js';
import { parseLabels } from '../../classifier/file/labels.js';
import { openModel } from '../../classifier/openModel.js';
import type { Step } from '../../classifier/preprocessing.js';
import { InputError, messageOf } from '../../errors.js';
import { readRegularText, smallLimit } from '../../files/regularFile.js';
import type { Corpus } from '../../image/corpus.js';
import { fromPath } from '../../image/fromPath.js';
import type { GateConfig } from './config.js';

/** Opens the model of a configuration; its paths are relative to `folder`. */
export async function openConfigured({ model }: GateConfig, folder: string): Promise<Classifier> {
  if (typeof model === 'string') return openModel(resolve(folder, model));
  const { path, mean, std, labels, batch, ...told } = model;
  const steps: readonly Step[] = [
    ...(mean === undefined ? [] : [{ kind: 'subtract', value: mean } as const]),
    ...(std === undefined ? [] : [{ kind: 'divide', by: std } as const]),
  ];
  return openModel(resolve(folder, path), {
    ...told,
    ...(steps.length === 0 ? {} : { steps }),
    ...(labels === undefined ? {} : { labels: typeof labels === 'string' ? await namesIn(folder, labels) : labels }),
    ...(batch === undefined ? {} : { batchLimit: batch }),
  });
}

/** The names in a file: a JSON list, or one a line. */
async function namesIn(folder: string, file: string): Promise<readonly string[]> {
  let content: string;
  try {
    content = await readRegularText(resolve(folder, file), smallLimit);
  } catch (cause) {
    const expected = 'a file with labels, one a line';
    throw new InputError({ where: `model.labels (${file})`, found: messageOf(cause), expected }, { cause });
  }
  const listed = content.trimStart().startsWith('[') ? parseLabels(content) : undefined;
  const lines = content.split(/\r?\n/).map((line) => line.trim());
  return listed ?? lines.filter((line) => line !== '');
}

/** The images of a configuration, as the classifier takes them; undefined where it names none. */
export async function imagesConfigured(
  { images }: GateConfig,
  folder: string,
  { spec }: Classifier,
): Promise<Corpus | undefined> {
  if (images === undefined) return undefined;
  const { path, ...options } = typeof images === 'string' ? { path: images } : images;
  return fromPath(resolve(folder, path), options).load(spec.shape);
}
