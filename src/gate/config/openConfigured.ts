import { resolve } from 'node:path';
import type { Classifier } from '../../classifier/classifier.js';
import type { OptionPath } from '../../errors.js';
import { openModel } from '../../classifier/openModel.js';
import { sourceFrom } from '../../classifier/source.js';
import type { Corpus } from '../../image/corpus.js';
import { fromPath } from '../../image/fromPath.js';
import { within } from '../../settings/check.js';
import type { GateConfig } from './config.js';

/**
 * Opens a model that a configuration names; its paths are relative to `folder`.
 *
 * @param at where in the configuration it is named: `['model']`.
 * @param name of the configuration, for messages.
 */
export function openConfigured(
  model: GateConfig['model'],
  at: OptionPath,
  folder: string,
  name: string,
): Promise<Classifier> {
  const { path, labels, ca, ...told } = typeof model === 'string' ? { path: model } : model;
  const names = typeof labels === 'string' ? resolve(folder, labels) : labels;
  return within(at, name, () =>
    openModel(sourceFrom(folder, path), {
      ...told,
      ...(names === undefined ? {} : { labels: names }),
      ...(ca === undefined ? {} : { ca: resolve(folder, ca) }),
    }),
  );
}

/** The images of a configuration, as the classifier takes them; undefined where it names none. */
export async function imagesConfigured(
  { images }: GateConfig,
  folder: string,
  { spec }: Classifier,
  name: string,
): Promise<Corpus | undefined> {
  if (images === undefined) return undefined;
  const { path, ...options } = typeof images === 'string' ? { path: images } : images;
  return within(['images'], name, () => fromPath(resolve(folder, path), options).load(spec.shape, spec.fit));
}
