import type { Fit, Resizing } from '../../../image/fitting/fit.js';
import type { KernelName } from '../../../image/resampling/kernel.js';
import type { Size } from '../../../image/shape.js';
import type { ProcessorFamily } from './families.js';
import type { ProcessorConfig, ProcessorSize } from './form.js';

/** Pillow's kernels by their numbers. */
const kernels: readonly KernelName[] = [
  'pillow-nearest',
  'pillow-lanczos',
  'pillow-bilinear',
  'pillow-bicubic',
  'pillow-box',
  'pillow-hamming',
];

/** How a processor fits pictures, and which size they have in the end. */
export interface ProcessorFit {
  readonly fit: Fit;
  readonly size: Size | undefined;
  readonly notes: readonly string[];
}

/** @param config with the family's defaults. */
export function processorFit(config: ProcessorConfig, family: ProcessorFamily | undefined): ProcessorFit {
  const { do_resize: resizes, do_center_crop: crops, do_convert_rgb: converts } = config;
  const crop = crops === true ? cropIn(config) : undefined;
  const { name: kernel, notes } = kernelOf(config.resample);
  const done = resizes === false ? unresized(crop, kernel) : resizedAs(config, family, crop, kernel);
  return {
    fit: { ...(done.resizing && { resizing: done.resizing }), ...(converts === true && { alpha: 'drop' }) },
    size: done.size,
    notes: [...(resizes === false ? [] : notes), ...(done.notes ?? [])],
  };
}

interface Resized {
  readonly resizing?: Resizing;
  readonly size: Size | undefined;
  readonly notes?: readonly string[];
}

const unresized = (crop: Size | undefined, kernel: KernelName): Resized =>
  crop === undefined ? { size: undefined } : { resizing: { mode: 'crop-only', kernel }, size: crop };

function resizedAs(
  config: ProcessorConfig,
  family: ProcessorFamily | undefined,
  crop: Size | undefined,
  kernel: KernelName,
): Resized {
  const size = sizeIn(config.size, config.default_to_square ?? !isByEdge(family?.defaults.size));
  if (size === undefined) return { resizing: { mode: 'stretch', kernel }, size: crop };
  if ('longest' in size)
    return {
      resizing: { mode: 'letterbox', kernel },
      size: crop,
      notes: [`size has a longest_edge of ${size.longest}, which conic takes for a border around the whole picture.`],
    };
  if ('height' in size) return stretchedThenCropped(size, crop, kernel);
  const { edge } = size;
  if (family?.stretchedFrom !== undefined && edge >= family.stretchedFrom)
    return { resizing: { mode: 'stretch', kernel }, size: squareOf(edge) };
  const resizing: Resizing = { mode: 'shortest-edge', kernel, edge: family?.edgeOf?.(edge, config) ?? edge };
  if (crop !== undefined) return { resizing, size: crop };
  return {
    resizing,
    size: squareOf(edge),
    notes:
      family?.cropsToEdge === true
        ? []
        : ['size has a shortest_edge and nothing is cropped: of a picture that is no square, the middle is taken.'],
  };
}

function stretchedThenCropped(size: Size, crop: Size | undefined, kernel: KernelName): Resized {
  const stretched: Resizing = { mode: 'stretch', kernel };
  if (crop === undefined || (crop.height === size.height && crop.width === size.width))
    return { resizing: stretched, size };
  const [fraction, across] = [crop.height / size.height, crop.width / size.width];
  if (size.height === size.width && crop.height === crop.width)
    return { resizing: { ...stretched, edge: size.height }, size: crop };
  return {
    resizing: { ...stretched, fraction: Math.min(1, fraction) },
    size: crop,
    notes: fraction === across ? [] : ['size and crop_size have other ratios: that of the heights is taken for both.'],
  };
}

type AnySize = Size | { readonly edge: number } | { readonly longest: number };

/** @param toSquare whether one number is both sides, and not the shorter one. */
function sizeIn(size: ProcessorSize, toSquare: boolean): AnySize | undefined {
  if (size === null || size === undefined) return undefined;
  if (typeof size === 'number') return toSquare ? squareOf(size) : { edge: size };
  // Pillow has the width first.
  if (Array.isArray(size)) return { height: size[1], width: size[0] };
  if ('height' in size && typeof size.height === 'number' && typeof size.width === 'number')
    return { height: size.height, width: size.width };
  if ('shortest_edge' in size && typeof size.shortest_edge === 'number') return { edge: size.shortest_edge };
  return typeof size.longest_edge === 'number' ? { longest: size.longest_edge } : undefined;
}

/** A crop has both sides, however it is written. */
function cropIn(config: ProcessorConfig): Size | undefined {
  const crop = sizeIn(config.crop_size ?? config.size, true);
  if (crop === undefined || 'longest' in crop) return undefined;
  return 'edge' in crop ? squareOf(crop.edge) : crop;
}

const isByEdge = (size: ProcessorSize): boolean => {
  const found = sizeIn(size, true);
  return found !== undefined && 'edge' in found;
};

const squareOf = (side: number): Size => ({ height: side, width: side });

function kernelOf(resample: number | null | undefined): {
  readonly name: KernelName;
  readonly notes: readonly string[];
} {
  const known = resample === null || resample === undefined ? undefined : kernels[resample];
  if (known !== undefined) return { name: known, notes: [] };
  const found =
    resample === null || resample === undefined
      ? 'resample is not said'
      : `resample is ${resample}, which Pillow does not have`;
  return { name: 'pillow-bilinear', notes: [`${found}: pictures are resized as by pillow-bilinear.`] };
}
