import { sizeOfDims, type Dims } from '../../../src/network/dims.js';
import type { ImageShape } from '../../../src/image/shape.js';
import {
  functional,
  layersModel,
  weight,
  type TfjsFile,
  type TfjsLayer,
  type TfjsWeight,
} from '../../models/tfjsFile.js';
import { Chance } from '../chance.js';
import { grown, type LayerOf, type Value } from './grown.js';

/** Layers as they are written, one after the other. */
class LayersDraft {
  readonly layers: TfjsLayer[] = [];
  readonly weights: TfjsWeight[] = [];
  /** Whether nothing is added anywhere. */
  readonly isPure: boolean;

  constructor(readonly chance: Chance) {
    this.isPure = chance.happens(0.4);
  }

  add(kind: string, inputs: readonly Value[], config: object, dims: Dims): Value {
    const name = `${kind.toLowerCase()}_${this.layers.length}`;
    this.layers.push({ kind, name, config, from: inputs.map((input) => input.name) });
    return { name, dims };
  }

  /** A weight of the layer that was added last. */
  weigh(kind: string, dims: Dims, values: readonly number[]): void {
    this.weights.push(weight(`${this.layers.at(-1)!.name}/${kind}`, dims, values));
  }

  kernel(kind: string, dims: Dims, inputs: number): void {
    this.weigh(kind, dims, this.chance.normals(sizeOfDims(dims), Math.sqrt(2 / inputs)));
  }

  offset(): number {
    return this.isPure || this.chance.happens(0.4) ? 0 : this.chance.pick(1e-6, 0.3);
  }
}

type Layer = LayerOf<LayersDraft>;

const sidesAfter = (sides: Dims, kernel: number, stride: number, padding: string): Dims =>
  sides.map((side) => (padding === 'same' ? Math.ceil(side / stride) : Math.floor((side - kernel) / stride) + 1));

const activationOf = ({ chance }: LayersDraft): string => chance.pick('linear', 'relu', 'relu', 'linear');

const conv: Layer = (draft, input) => {
  const [height = 1, width = 1, channels = 1] = input.dims;
  const { chance } = draft;
  const [kernel, stride, padding, filters] = [
    chance.whole(1, 3),
    chance.pick(1, 1, 2),
    chance.pick('same', 'valid'),
    chance.whole(1, 4),
  ];
  const sides = sidesAfter([height, width], kernel, stride, padding);
  if (sides.some((side) => side < 1)) return undefined;
  const biased = chance.happens(0.5);
  const told = {
    kernel_size: [kernel, kernel],
    strides: [stride, stride],
    padding,
    use_bias: biased,
    activation: activationOf(draft),
  };
  const depthwise = chance.happens(0.3);
  const count = depthwise ? channels : filters;
  const output = depthwise
    ? draft.add('DepthwiseConv2D', [input], { ...told, depth_multiplier: 1 }, [...sides, count])
    : draft.add('Conv2D', [input], { ...told, filters }, [...sides, count]);
  if (depthwise) draft.kernel('depthwise_kernel', [kernel, kernel, channels, 1], kernel ** 2);
  else draft.kernel('kernel', [kernel, kernel, channels, filters], kernel ** 2 * channels);
  if (biased) draft.weigh('bias', [count], chance.normals(count, draft.offset()));
  return output;
};

const pool: Layer = (draft, input) => {
  const [height = 1, width = 1, channels = 1] = input.dims;
  const { chance } = draft;
  const [size, stride, padding] = [chance.whole(1, 3), chance.whole(1, 3), chance.pick('same', 'valid')];
  const sides = sidesAfter([height, width], size, stride, padding);
  if (sides.some((side) => side < 1)) return undefined;
  const kind = chance.pick('MaxPooling2D', 'AveragePooling2D');
  return draft.add(kind, [input], { pool_size: [size, size], strides: [stride, stride], padding }, [
    ...sides,
    channels,
  ]);
};

const norm: Layer = (draft, input) => {
  const { chance } = draft;
  const count = input.dims.at(-1)!;
  const output = draft.add('BatchNormalization', [input], { axis: -1, epsilon: chance.pick(1e-3, 0.1) }, input.dims);
  const shift = draft.offset();
  draft.weigh('gamma', [count], chance.normals(count));
  draft.weigh('beta', [count], chance.normals(count, shift));
  draft.weigh('moving_mean', [count], chance.normals(count, shift));
  draft.weigh(
    'moving_variance',
    [count],
    chance.normals(count).map((value) => value ** 2 + 0.1),
  );
  return output;
};

const padded: Layer = (draft, input) => {
  const [height = 1, width = 1, channels = 1] = input.dims;
  const [top, bottom, left, right] = Array.from({ length: 4 }, () => draft.chance.whole(0, 2));
  const dims = [height + top! + bottom!, width + left! + right!, channels];
  const padding = [
    [top, bottom],
    [left, right],
  ];
  return draft.add('ZeroPadding2D', [input], { padding }, dims);
};

const upsampled: Layer = (draft, input) => {
  const [height = 1, width = 1, channels = 1] = input.dims;
  if (height > 4 || width > 4) return undefined;
  const interpolation = draft.chance.pick('nearest', 'bilinear');
  return draft.add('UpSampling2D', [input], { size: [2, 2], interpolation }, [height * 2, width * 2, channels]);
};

const activation: Layer = (draft, input) => {
  const { chance } = draft;
  const last = chance.whole(0, 6);
  if (last === 0) return draft.add('LeakyReLU', [input], { alpha: chance.pick(0.1, 0.3) }, input.dims);
  if (last === 1) return draft.add('ReLU', [input], chance.happens(0.5) ? { max_value: 6 } : {}, input.dims);
  if (last === 2)
    return draft.add('Activation', [input], { activation: chance.pick('relu6', 'tanh', 'sigmoid') }, input.dims);
  if (last === 3) return draft.add('Dropout', [input], { rate: 0.5 }, input.dims);
  return draft.add('Activation', [input], { activation: 'relu' }, input.dims);
};

const merged: Layer = (draft, input) => {
  const other = draft.add('Activation', [input], { activation: 'relu' }, input.dims);
  const kind = draft.chance.pick('Add', 'Average', 'Maximum', 'Minimum', 'Multiply', 'Concatenate');
  const dims = kind === 'Concatenate' ? [...input.dims.slice(0, -1), input.dims.at(-1)! * 2] : input.dims;
  return draft.add(kind, [input, other], kind === 'Concatenate' ? { axis: -1 } : {}, dims);
};

function dense(draft: LayersDraft, input: Value, units: number, activated: string): Value {
  const biased = draft.chance.happens(0.5);
  const [width = 1] = input.dims;
  const output = draft.add('Dense', [input], { units, use_bias: biased, activation: activated }, [units]);
  draft.kernel('kernel', [width, units], width);
  if (biased) draft.weigh('bias', [units], draft.chance.normals(units, draft.offset()));
  return output;
}

const onPlanes: readonly Layer[] = [
  conv,
  conv,
  conv,
  pool,
  pool,
  norm,
  padded,
  upsampled,
  activation,
  activation,
  merged,
];
const onRows: readonly Layer[] = [
  (draft, input) => dense(draft, input, draft.chance.whole(2, 8), activationOf(draft)),
  activation,
  merged,
  norm,
];

/** A small Keras model of random layers, as TF.js stores one: the same for the same seed. */
export function randomLayers(seed: number): { readonly file: TfjsFile; readonly shape: ImageShape } {
  const chance = new Chance(seed + 9_000_000);
  const draft = new LayersDraft(chance);
  const shape: ImageShape = { height: chance.whole(3, 6), width: chance.whole(3, 6), channels: chance.pick(1, 3) };
  const image: Value = { name: 'image', dims: [shape.height, shape.width, shape.channels] };
  const planes = grown(draft, image, onPlanes, chance.whole(1, 6));
  const flat = chance.happens(0.7)
    ? draft.add('Flatten', [planes], {}, [sizeOfDims(planes.dims)])
    : draft.add(chance.pick('GlobalAveragePooling2D', 'GlobalMaxPooling2D'), [planes], {}, [planes.dims.at(-1)!]);
  const rows = grown(draft, flat, onRows, chance.whole(0, 3));
  dense(draft, rows, chance.whole(2, 4), chance.pick('linear', 'linear', 'softmax', 'sigmoid'));
  return { file: layersModel(functional(image.dims, draft.layers), draft.weights), shape };
}
