import type { ProcessorConfig } from './form.js';

/** What an image processor of transformers does where its file does not say. */
export interface ProcessorFamily {
  readonly defaults: ProcessorConfig;
  /** What a shortest edge means where it is not simply what the shorter side is resized to. */
  readonly edgeOf?: (edge: number, config: ProcessorConfig) => number;
  /** The shortest edge from which on pictures are stretched, and nothing is cropped. */
  readonly stretchedFrom?: number;
  /** Whether the middle square of the shortest edge is what is left, though do_center_crop says nothing. */
  readonly cropsToEdge?: boolean;
}

const half = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const imagenet = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };
const openai = {
  image_mean: [0.48145466, 0.4578275, 0.40821073],
  image_std: [0.26862954, 0.26130258, 0.27577711],
};

const square = (side: number) => ({ height: side, width: side });

// As transformers numbers them; Pillow does too.
const bilinear = 2;
const bicubic = 3;

const edgeAndCrop = { size: { shortest_edge: 224 }, do_center_crop: true, crop_size: square(224) };

const byFraction: Required<Pick<ProcessorFamily, 'edgeOf'>> = {
  edgeOf: (edge, { crop_pct: fraction }) => Math.trunc(edge / (fraction ?? 1)),
};

const families: Readonly<Record<string, ProcessorFamily>> = {
  ViT: { defaults: { size: square(224), resample: bilinear, ...half } },
  CLIP: { defaults: { ...edgeAndCrop, resample: bicubic, do_convert_rgb: true, ...openai } },
  ConvNext: {
    defaults: { size: { shortest_edge: 384 }, resample: bicubic, crop_pct: 224 / 256, ...half },
    ...byFraction,
    stretchedFrom: 384,
    cropsToEdge: true,
  },
  EfficientNet: {
    defaults: { size: square(346), resample: bicubic, crop_size: square(289), include_top: true, ...half },
  },
  MobileNetV1: { defaults: { ...edgeAndCrop, size: { shortest_edge: 256 }, resample: bilinear, ...half } },
  MobileNetV2: { defaults: { ...edgeAndCrop, size: { shortest_edge: 256 }, resample: bilinear, ...half } },
  Bit: { defaults: { ...edgeAndCrop, resample: bicubic, do_convert_rgb: true, ...openai } },
  Beit: { defaults: { size: square(224), resample: bicubic, crop_size: square(224), ...half } },
  DeiT: { defaults: { ...edgeAndCrop, size: square(256), resample: bicubic, ...half } },
  Levit: {
    defaults: { ...edgeAndCrop, resample: bicubic, ...imagenet },
    edgeOf: (edge) => Math.trunc((256 / 224) * edge),
  },
  MobileViT: {
    defaults: {
      ...edgeAndCrop,
      crop_size: square(256),
      resample: bicubic,
      do_normalize: false,
      do_flip_channel_order: true,
    },
  },
  PoolFormer: { defaults: { ...edgeAndCrop, resample: bicubic, crop_pct: 0.9, ...imagenet }, ...byFraction },
  Pvt: { defaults: { size: square(224), resample: bicubic, ...imagenet } },
  Siglip: { defaults: { size: square(224), resample: bicubic, do_convert_rgb: true, ...half } },
};

/** The family that a processor is of, by the name of its class: `ViTImageProcessorFast`, `ConvNextFeatureExtractor`. */
export function familyOf(name: string): ProcessorFamily | undefined {
  const family = name.replace(/(ImageProcessor|FeatureExtractor)(Fast|Pil)?$/, '');
  return Object.hasOwn(families, family) ? families[family] : undefined;
}
