import { z } from 'zod';

// The form of preprocessor_config.json, as far as something follows from it for the pixels of one picture.

const flag = z.boolean().nullish();
const number = z.number().nullish();
const numbers = z.union([z.number(), z.array(z.number())]).nullish();
const sizeForm = z
  .union([
    z.number(),
    z.tuple([z.number(), z.number()]),
    z.looseObject({ height: z.number(), width: z.number() }),
    z.looseObject({ shortest_edge: z.number(), longest_edge: z.number().nullish() }),
    z.looseObject({ longest_edge: z.number() }),
  ])
  .nullish();

export const processorForm = z.looseObject({
  image_processor_type: z.string().nullish(),
  feature_extractor_type: z.string().nullish(),
  do_resize: flag,
  size: sizeForm,
  default_to_square: flag,
  resample: number,
  crop_pct: number,
  do_center_crop: flag,
  crop_size: sizeForm,
  do_convert_rgb: flag,
  do_rescale: flag,
  rescale_factor: number,
  rescale_offset: flag,
  do_normalize: flag,
  image_mean: numbers,
  image_std: numbers,
  include_top: flag,
  do_flip_channel_order: flag,
});

export type ProcessorConfig = z.infer<typeof processorForm>;
export type ProcessorSize = z.infer<typeof sizeForm>;

/** Keys that say nothing of the pixels. */
const bookkeeping: ReadonlySet<string> = new Set([
  '_processor_class',
  '_valid_processor_keys',
  'auto_map',
  'data_format',
  'device',
  'disable_grouping',
  'input_data_format',
  'model_input_names',
  'processor_class',
  'return_tensors',
  'transformers_version',
]);

/** Keys of steps that are not done here; where they are switched off there is nothing to do. */
const switches: ReadonlySet<string> = new Set([
  'do_pad',
  'do_reduce_labels',
  'do_color_quantize',
  'do_thumbnail',
  'do_align_long_axis',
]);

/** Keys of which nothing is known here, or whose steps are not done. */
export const strangeKeys = (config: ProcessorConfig): readonly string[] =>
  Object.entries(config).flatMap(([key, value]) =>
    Object.hasOwn(processorForm.shape, key) ||
    bookkeeping.has(key) ||
    (switches.has(key) && (value === false || value === null))
      ? []
      : [key],
  );
