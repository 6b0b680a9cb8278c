import { familyOf } from './families.js';
import { strangeKeys, type ProcessorConfig } from './form.js';
import type { DeclaredPipeline } from './pipeline.js';
import { processorFit } from './processorFit.js';
import { processorValues } from './processorValues.js';

const by = 'preprocessor_config.json';

/** What an image processor of transformers does to a picture, by its `preprocessor_config.json`. */
export function processorPipeline(config: ProcessorConfig): DeclaredPipeline {
  const name = config.image_processor_type ?? config.feature_extractor_type ?? undefined;
  const family = name === undefined ? undefined : familyOf(name);
  const whole: ProcessorConfig = { ...family?.defaults, ...said(config) };
  const { fit, size, notes } = processorFit(whole, family);
  const strange = strangeKeys(config);
  return {
    by,
    size,
    values: processorValues(whole),
    fit,
    notes: [
      ...(name !== undefined && family === undefined
        ? [`${by} is of ${name}, which conic does not know: its keys are taken to mean what they usually do.`]
        : []),
      ...leftOpen(config, name, Object.keys(family?.defaults ?? {})),
      ...notes.map((note) => `${by}: ${note}`),
      ...(strange.length === 0
        ? []
        : [
            `${by} has ${strange.join(', ')}, which conic does not know: nothing is done about ${strange.length === 1 ? 'it' : 'them'}.`,
          ]),
    ],
  };
}

/** Those keys that have a value: where a file says null it says nothing. */
const said = (config: ProcessorConfig): ProcessorConfig =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null && value !== undefined));

/** Which defaults were taken of a family, in a sentence. */
function leftOpen(config: ProcessorConfig, name: string | undefined, keys: readonly string[]): readonly string[] {
  const { do_normalize: normalizes, do_resize: resizes, do_center_crop: crops } = config;
  const idle = new Set([
    ...(normalizes === false ? ['image_mean', 'image_std'] : []),
    ...(resizes === false ? ['size', 'resample', 'crop_pct'] : []),
    ...(crops === true ? [] : ['crop_size']),
  ]);
  const given = said(config);
  const open = keys.filter((key) => !Object.hasOwn(given, key) && !idle.has(key));
  return open.length === 0 || name === undefined
    ? []
    : [`${by} does not say ${open.join(', ')}: as ${name} has ${open.length === 1 ? 'it' : 'them'}.`];
}
