import { z } from 'zod';
import type { Fit, Resizing } from '../../../image/fitting/fit.js';
import type { KernelName } from '../../../image/resampling/kernel.js';
import type { Size } from '../../../image/shape.js';
import type { DeclaredPipeline } from './pipeline.js';

/** timm's `pretrained_cfg`, as far as something follows from it for pixels. */
export const timmForm = z.looseObject({
  input_size: z.tuple([z.number(), z.number(), z.number()]).nullish(),
  interpolation: z.string().nullish(),
  crop_pct: z.number().nullish(),
  crop_mode: z.string().nullish(),
  mean: z.array(z.number()).nullish(),
  std: z.array(z.number()).nullish(),
});

export type TimmConfig = z.infer<typeof timmForm>;

/** Keys that say nothing of how a picture is fed at its usual size. */
const ofTheModel: ReadonlySet<string> = new Set(
  'url file state_dict hf_hub_id hf_hub_filename source architecture tag custom_load license origin_url paper_name paper_ids notes description num_classes label_offset label_names label_descriptions pool_size first_conv classifier min_input_size fixed_input_size test_input_size test_crop_pct'.split(
    ' ',
  ),
);

const kernels: Readonly<Record<string, KernelName>> = {
  nearest: 'pillow-nearest',
  bilinear: 'pillow-bilinear',
  bicubic: 'pillow-bicubic',
  box: 'pillow-box',
  hamming: 'pillow-hamming',
  lanczos: 'pillow-lanczos',
};

/** What timm takes where its file is silent. */
const usual = { interpolation: 'bicubic', fraction: 0.875, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** What timm's transforms for evaluation do to a picture, by the `pretrained_cfg` in `config.json`. */
export function timmPipeline(config: TimmConfig): DeclaredPipeline {
  const by = 'pretrained_cfg of config.json';
  const [, height, width] = config.input_size ?? [];
  const size: Size | undefined = height === undefined || width === undefined ? undefined : { height, width };
  const [mean, std] = [config.mean ?? usual.mean, config.std ?? usual.std];
  const named = config.interpolation ?? usual.interpolation;
  const kernel = Object.hasOwn(kernels, named) ? kernels[named] : undefined;
  const common = { kernel: kernel ?? 'pillow-bicubic', odd: 'even' } as const;
  const { resizing, note } = resizingOf(config, common, mean);
  // timm reads every picture as RGB, by Pillow's convert.
  const fit: Fit = { resizing, alpha: 'drop' };
  const open = (['interpolation', 'crop_pct', 'mean', 'std'] as const).filter(
    (key) => (config[key] ?? undefined) === undefined,
  );
  const strange = Object.keys(config).filter((key) => !Object.hasOwn(timmForm.shape, key) && !ofTheModel.has(key));
  return {
    by,
    size,
    values: {
      range: [0, 1],
      steps: [
        { kind: 'subtract', value: mean },
        { kind: 'divide', by: std },
      ],
    },
    fit,
    notes: [
      ...(open.length === 0 ? [] : [`${by} does not say ${open.join(', ')}: as timm takes them then.`]),
      ...(kernel === undefined
        ? [`${by}: interpolation is ${named}, which conic does not know; pillow-bicubic is taken.`]
        : []),
      ...(note === undefined ? [] : [`${by}: ${note}`]),
      ...(strange.length === 0
        ? []
        : [
            `${by} has ${strange.join(', ')}, which conic does not know: nothing is done about ${strange.length === 1 ? 'it' : 'them'}.`,
          ]),
    ],
  };
}

function resizingOf(
  { crop_mode: mode, crop_pct: told }: TimmConfig,
  common: Pick<Resizing, 'kernel' | 'odd'>,
  mean: readonly number[],
): { readonly resizing: Resizing; readonly note?: string } {
  const fraction = told ?? usual.fraction;
  if (mode === 'squash') return { resizing: { mode: 'stretch', ...common, fraction } };
  if (mode === 'border')
    return { resizing: { mode: 'letterbox', ...common, fraction, fill: mean.map((value) => Math.round(255 * value)) } };
  const resizing: Resizing = { mode: 'shortest-edge', ...common, fraction };
  const isKnown = mode === 'center' || mode === null || mode === undefined;
  return isKnown
    ? { resizing }
    : { resizing, note: `crop_mode is ${mode}, which conic does not know; center is taken.` };
}
