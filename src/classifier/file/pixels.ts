import type { Fit } from '../../image/fitting/fit.js';
import { describeResizing } from '../../image/fitting/describeResizing.js';
import { fitOf } from '../../image/fitting/fitOf.js';
import type { NetworkGraph } from '../../network/graph.js';
import { own } from '../../network/own.js';
import type { PreprocessingStep } from '../../settings/steps.js';
import type { DeclaredFit, InputType, ImageInput } from './input.js';
import type { ToldOptions } from './options.js';
import { blueFirst, inTheirOrder, toldValues } from './normalisation.js';

/** The pixel values a model takes. */
export interface Pixels {
  readonly range: readonly [number, number];
  readonly steps: readonly PreprocessingStep[];
  /** How pictures become images; undefined where nobody says. */
  readonly fit: Fit | undefined;
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
 * The range of pixel values and the steps to it: as told, as the file's metadata say, as 8-bit input implies, or [0, 1]; and how
 * pictures are fitted.
 *
 * @param declared how files beside the model say that pictures are fitted.
 */
export function pixelsOf(
  { metadata }: NetworkGraph,
  { type, shape }: Pick<ImageInput, 'type' | 'shape'>,
  options: ToldOptions,
  declared?: DeclaredFit,
): Pixels {
  const told = toldValues(options, shape.channels);
  const { range, steps = [], assumed } = valuesOf(metadata.get('Image.NominalPixelRange'), type, told.range);
  const isBlueFirst =
    options.channels === undefined && metadata.get('Image.BitmapPixelFormat')?.startsWith('Bgr') === true;
  const fromFile = isBlueFirst ? [blueFirst, ...steps] : inTheirOrder(options, steps);
  // Steps that the user gives are all there is; the metadata's would come on top of them.
  const fit = fitOf(options, declared?.fit);
  const isDeclared = declared?.fit.resizing !== undefined && fit?.resizing === declared.fit.resizing;
  const chosen = told.steps ?? fromFile;
  return {
    range,
    // A uint8 tensor holds whole numbers whatever is meant to go in, and that breaks homogeneity: so it is declared.
    steps:
      type === 'uint8' && chosen.at(-1)?.kind !== 'quantise' ? [...chosen, { kind: 'quantise', levels: 256 }] : chosen,
    fit,
    assumed: [
      ...(assumed === undefined ? [] : [assumed]),
      ...(isDeclared
        ? [`Pictures are ${describeResizing(declared.fit.resizing, shape)}, as ${declared.by} says.`]
        : []),
      ...(isBlueFirst && told.steps === undefined
        ? ['Channels are reordered to blue, green, red, as the file says.']
        : []),
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
