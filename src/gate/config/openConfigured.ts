import { resolve } from 'node:path';
import type { Classifier } from '../../classifier/classifier.js';
import { openModel } from '../../classifier/openModel.js';
import { sourceFrom } from '../../classifier/source.js';
import type { Corpus } from '../../image/corpus.js';
import { fromPath } from '../../image/fromPath.js';
import { within } from '../../settings/check.js';
import type { GateConfig } from './config.js';

/**
 * Opens the model of a configuration; its paths are relative to `folder`.
 *
 * @param name of the configuration, for messages.
 */
export function openConfigured({ model }: GateConfig, folder: string, name: string): Promise<Classifier> {
  const { path, labels, ca, ...told } = typeof model === 'string' ? { path: model } : model;
  const names = typeof labels === 'string' ? resolve(folder, labels) : labels;
  return within(['model'], name, () =>
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
