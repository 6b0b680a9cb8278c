import type { NetworkGraph } from '../../network/graph.js';
import { own } from '../../network/own.js';
import type { PreprocessingStep } from '../../settings/steps.js';
import type { InputType, ImageInput } from './input.js';
import type { ToldOptions } from './options.js';
import { toldSteps } from './normalisation.js';

/** The pixel values a model takes. */
export interface Pixels {
  readonly range: readonly [number, number];
  readonly steps: readonly PreprocessingStep[];
  /** What was inferred, a sentence each. */
  readonly assumed: readonly string[];
}

/** What is known about the values alone. */
interface Values {
  readonly range: readonly [number, number];
  readonly steps?: readonly PreprocessingStep[];
  readonly assumed?: string;
}

/** Values of the `Image.NominalPixelRange` metadata that ONNX defines. Steps lead from [0, 1] to [-1, 1]. */
const nominalRanges: Readonly<Record<string, Values>> = {
  NominalRange_0_255: { range: [0, 255] },
  Normalized_0_1: { range: [0, 1] },
  Normalized_1_1: {
    range: [0, 1],
    steps: [
      { kind: 'scale', by: 2 },
      { kind: 'subtract', value: 1 },
    ],
  },
};

/**
 * The range of pixel values and the steps to it: as told, as the file's metadata say, as 8-bit input implies, or [0, 1].
 */
export function pixelsOf(
  { metadata }: NetworkGraph,
  { type, shape }: Pick<ImageInput, 'type' | 'shape'>,
  options: ToldOptions,
): Pixels {
  const { range, steps = [], assumed } = valuesOf(metadata.get('Image.NominalPixelRange'), type, options.range);
  const blueFirst = metadata.get('Image.BitmapPixelFormat')?.startsWith('Bgr') === true;
  const fromFile: readonly PreprocessingStep[] = blueFirst
    ? [{ kind: 'permute', channels: [2, 1, 0] }, ...steps]
    : steps;
  // Steps that the user gives are all there is; the metadata's would come on top of them.
  const told = toldSteps(options, shape.channels);
  const chosen = told ?? fromFile;
  return {
    range,
    // A uint8 tensor holds whole numbers whatever is meant to go in, and that breaks homogeneity: so it is declared.
    steps:
      type === 'uint8' && chosen.at(-1)?.kind !== 'quantise' ? [...chosen, { kind: 'quantise', levels: 256 }] : chosen,
    assumed: [
      ...(assumed === undefined ? [] : [assumed]),
      ...(blueFirst && told === undefined ? ['Channels are reordered to blue, green, red, as the file says.'] : []),
      ...(type === 'uint8' ? ['Pixels are rounded to whole numbers: the input is uint8.'] : []),
    ],
  };
}

function valuesOf(nominal: string | undefined, type: InputType, told: ToldOptions['range']): Values {
  if (told !== undefined) return { range: told };
  const stated = own(nominalRanges, nominal ?? '');
  if (stated !== undefined) return { ...stated, assumed: `Pixel range ${nominal}, as the file says.` };
  if (type === 'uint8') return { range: [0, 255], assumed: 'Pixel range [0, 255]: the input is uint8.' };
  const doubt = nominal === undefined ? 'the file does not say' : `the file says ${nominal}, which conic does not know`;
  return { range: [0, 1], assumed: `Pixel range [0, 1]: ${doubt}; pass range if it was trained on [0, 255].` };
}
