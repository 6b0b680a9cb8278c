import { InputError, optionProblem } from '../../errors.js';
import type { Fit } from '../../image/fitting/fit.js';
import type { NetworkGraph, Port } from '../../network/graph.js';
import { formatShape, type ImageShape } from '../../image/shape.js';
import type { Layout } from '../classifier.js';
import type { ToldOptions } from './options.js';
import { formatSize } from '../../settings/size.js';

/** Element types that a model may take. */
export type InputType = 'float16' | 'float32' | 'float64' | 'uint8';

/** How a model takes images. */
export interface ImageInput {
  readonly name: string;
  readonly type: InputType;
  readonly shape: ImageShape;
  readonly layout: Layout;
  /** Dimensions of one image's tensor, without the batch. */
  readonly dims: readonly number[];
  /** How many images a run must have, where the file fixes it. */
  readonly batch: number | undefined;
  /** What was inferred, a sentence each. */
  readonly assumed: readonly string[];
}

type Size = ToldOptions['size'];

/** How pictures are fitted, as a file beside the model says. */
export interface DeclaredFit {
  readonly fit: Fit;
  /** The file: `preprocessor_config.json`. */
  readonly by: string;
}

/** What to take where a file leaves it open and the user says nothing. */
export interface UsualInput {
  readonly size?: Size;
  readonly channels?: number;
  /** Where the channels are if they could be first or last. */
  readonly layout?: 'nchw' | 'nhwc';
  /** How pictures become images. */
  readonly fit?: DeclaredFit;
}

const passSize = ['Pass ', { option: ['size'], value: { height: 224, width: 224 } }, '.'];

const remedy = 'Export the classifier alone, with one input of one of these shapes.';
const expected =
  'a tensor of shape [N, channels, height, width], [N, height, width, channels], [N, height, width] or [N, pixels]';

/**
 * Finds out how a model takes images.
 *
 * @param where the file's name, for errors.
 * @throws InputError if the model does not take exactly one image, or the shape is not complete.
 */
export function imageInput(
  { inputs }: Pick<NetworkGraph, 'inputs'>,
  where: string,
  { size, layout }: ToldOptions,
  usual: UsualInput = {},
): ImageInput {
  const [port, ...others] = inputs;
  if (port === undefined || others.length > 0)
    throw new InputError({
      where,
      found: port === undefined ? 'a network without inputs' : `${inputs.length} inputs (${listed(inputs)})`,
      expected: 'one input, the image',
      remedy: 'Export a network that takes only the image; make the other inputs constants.',
    });
  const type = inputTypeOf(port, where);
  const { shape, layout: found, assumed } = shapeOf(port, where, size, layout, usual);
  const [batch] = port.dims;
  const dims = tensorDims(port.dims.length, found, shape);
  return { name: port.name, type, shape, layout: found, dims, batch, assumed };
}

/** `input image: float32 [N, 3, ?, ?]`, as people write shapes. */
export const describePort = ({ name, type, dims }: Port): string =>
  `"${name}", ${type} [${dims.map((size, i) => size ?? (i === 0 ? 'N' : '?')).join(', ')}]`;

const listed = (ports: readonly Port[]): string => ports.map(({ name }) => `"${name}"`).join(', ');

function inputTypeOf(port: Port, where: string): InputType {
  const { type } = port;
  if (type === 'float32' || type === 'float16' || type === 'float64' || type === 'uint8') return type;
  throw new InputError({
    where,
    found: `an input ${describePort(port)}`,
    expected: 'elements of float16, float32, float64 or uint8',
    remedy: 'Export the model in float32, or put a Cast at its beginning.',
  });
}

interface Inferred {
  readonly shape: ImageShape;
  readonly layout: Layout;
  readonly assumed: readonly string[];
}

function shapeOf(port: Port, where: string, told: Size, layout: Layout | undefined, usual: UsualInput): Inferred {
  const [, ...dims] = port.dims;
  const isFlat = dims.length === 1;
  // What is usual gives way to the file; what is told has to agree with it.
  const size = told ?? (dims.includes(undefined) || isFlat ? usual.size : undefined);
  const notAnImage = () => new InputError({ where, found: `an input ${describePort(port)}`, expected, remedy });
  if (isFlat) {
    if (layout !== undefined && layout !== 'flat') throw contradiction(port, where, 'layout', layout);
    return flatShape(port, where, size);
  }
  if (layout === 'flat') throw contradiction(port, where, 'layout', layout);
  if (dims.length === 2) {
    const grey = { ...sides(port, where, size, dims[0], dims[1]), channels: 1 };
    return { shape: grey, layout: layout ?? 'nhwc', assumed: [] };
  }
  const channelsAt = layout ?? usual.layout;
  const [
    first = channelsAt === 'nchw' ? usual.channels : undefined,
    middle,
    last = channelsAt === 'nhwc' ? usual.channels : undefined,
  ] = dims;
  if (dims.length !== 3) throw notAnImage();
  const channelsFirst = isChannels(first) && layout !== 'nhwc';
  const channelsLast = isChannels(last) && layout !== 'nchw';
  if (channelsFirst && !(channelsLast && usual.layout === 'nhwc')) {
    const shape = { ...sides(port, where, size, middle, last), channels: first };
    const doubt = channelsLast && channelsAt === undefined;
    const sentence = `Layout channels first: the input ${describePort(port)} could be read either way; pass layout if not.`;
    return { shape, layout: 'nchw', assumed: doubt ? [sentence] : [] };
  }
  if (channelsLast)
    return { shape: { ...sides(port, where, size, first, middle), channels: last }, layout: 'nhwc', assumed: [] };
  throw new InputError({
    where,
    found: `an input ${describePort(port)}`,
    expected: `an image of 1 or 3 channels${layout === undefined ? '' : ` in layout ${layout}`}`,
    remedy: 'Export the classifier alone, for grey or colour images, with the number of channels fixed.',
  });
}

const isChannels = (size: number | undefined): size is 1 | 3 => size === 1 || size === 3;

/** Height and width, from the file or as told. */
function sides(port: Port, where: string, size: Size, fileHeight: number | undefined, fileWidth: number | undefined) {
  const height = fileHeight ?? size?.height;
  const width = fileWidth ?? size?.width;
  if (height === undefined || width === undefined)
    throw new InputError({
      where,
      found: `an input ${describePort(port)}, which leaves height or width open`,
      expected: 'a size',
      remedy: passSize,
    });
  if (size !== undefined && (size.height !== height || size.width !== width))
    throw contradiction(port, where, 'size', formatSize(size));
  return { height, width };
}

function flatShape(port: Port, where: string, size: Size): Inferred {
  const [, pixels] = port.dims;
  const side = Math.sqrt(pixels ?? NaN);
  if (pixels === undefined || (size === undefined && !Number.isInteger(side)))
    throw new InputError({
      where,
      found: `an input ${describePort(port)}, in which no square image can be seen`,
      expected: pixels === undefined ? 'a fixed number of pixels' : 'a size',
      remedy: pixels === undefined ? 'Export the model with a fixed input.' : passSize,
    });
  const { height, width } = size ?? { height: side, width: side };
  const channels = pixels / (height * width);
  if (!isChannels(channels)) throw contradiction(port, where, 'size', formatSize({ height, width }));
  const shape = { height, width, channels };
  const kind = channels === 1 ? 'row by row' : 'row by row, channels last';
  const sentence = `Shape ${formatShape(shape)}: the file says ${pixels} numbers in a row, taken as pixels ${kind}; pass size if not.`;
  return { shape, layout: 'flat', assumed: size === undefined || channels === 3 ? [sentence] : [] };
}

const contradiction = (port: Port, where: string, option: 'size' | 'layout', told: string): InputError =>
  new InputError(
    optionProblem([option], {
      found: told,
      expected: `a ${option} that agrees with ${where}, which has an input ${describePort(port)}`,
      remedy: 'Leave it out, or correct it.',
    }),
  );

function tensorDims(rank: number, layout: Layout, { height, width, channels }: ImageShape): readonly number[] {
  if (rank === 2) return [height * width * channels];
  if (rank === 3) return [height, width];
  return layout === 'nchw' ? [channels, height, width] : [height, width, channels];
}
