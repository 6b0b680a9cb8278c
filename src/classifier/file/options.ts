import { checkOptions } from '../../settings/check.js';
import type { localModelSettings, modelSettings } from '../../settings/model.js';
import type { OptionsOf, Settings } from '../../settings/setting.js';
import { labelNamesIn } from './labels.js';
import { assertOneForm } from './normalisation.js';

/**
 * What may be told about a model. `threads` and `provider` are for ONNX models alone, `engine` for those of TF.js and TensorFlow,
 * `dtype` for Hugging Face folders.
 */
export interface ModelOptions extends OptionsOf<typeof modelSettings> {}

/** The same about a model that runs here, and not behind a server. */
export interface LocalModelOptions extends OptionsOf<typeof localModelSettings> {}

/** What has been told about a model, once files are read. */
export interface ToldOptions extends Omit<ModelOptions, 'labels'> {
  readonly labels?: readonly string[];
}

/**
 * Options about a model, checked; labels that stand in a file are read.
 *
 * @param where takes them: `openModel`.
 * @param group those that it takes.
 * @throws InputError naming the option, if one is unknown or makes no sense.
 */
export async function toldOptions(where: string, group: Settings, options: ModelOptions): Promise<ToldOptions> {
  checkOptions(where, group, options);
  const { labels, ...told } = options;
  assertOneForm(told);
  if (labels === undefined) return told;
  return { ...told, labels: typeof labels === 'string' ? await labelNamesIn(labels) : labels };
}
