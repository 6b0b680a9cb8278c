import { sizeOfDims } from '../../../src/network/dims.js';
import { float, int, ints, string, type Draft, type Drafted } from './draft.js';
import type { Layer } from './layer.js';

// Layers on planes: [channels, height, width].

type Plane = readonly [channels: number, height: number, width: number];

const planeOf = ({ dims: [channels = 1, height = 1, width = 1] }: Drafted): Plane => [channels, height, width];

/** How windows slide: attributes, and the sides of what comes out; undefined if nothing fits. */
function windows(
  draft: Draft,
  sides: readonly number[],
  kernel: readonly number[],
  { dilates = false, roundsUp = false },
) {
  const { chance } = draft;
  const up = roundsUp && chance.happens(0.4);
  const mode = chance.pick('none', 'pads', 'pads', 'SAME_UPPER', 'SAME_LOWER', 'VALID');
  // An engine refuses to dilate as well, and to skip whole windows.
  const isSame = mode.startsWith('SAME');
  const strides = kernel.map((size) => Math.min(chance.pick(1, 1, 2, 3), isSame ? size : 3));
  const dilations = kernel.map(() => (dilates && !isSame && chance.happens(0.3) ? 2 : 1));
  const padded = mode === 'pads';
  // What is padded is less than the kernel: engines refuse more.
  const before = kernel.map((size) => (padded ? chance.whole(0, size - 1) : 0));
  const after = kernel.map((size) => (padded ? chance.whole(0, size - 1) : 0));
  const result = sides.map((side, axis) => {
    const [stride, reach] = [strides[axis]!, (kernel[axis]! - 1) * dilations[axis]! + 1];
    if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') return Math.ceil(side / stride);
    const room = side + before[axis]! + after[axis]! - reach;
    if (room < 0) return 0;
    const count = (up && mode !== 'VALID' ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1;
    // No window begins in the padding behind.
    return (count - 1) * stride >= side + before[axis]! ? count - 1 : count;
  });
  if (result.some((side) => side < 1)) return undefined;
  return {
    attributes: {
      kernel_shape: ints(...kernel),
      strides: ints(...strides),
      ...(dilates && { dilations: ints(...dilations) }),
      ...(padded && { pads: ints(...before, ...after) }),
      ...(mode !== 'none' && mode !== 'pads' && { auto_pad: string(mode) }),
      ...(roundsUp && up && mode !== 'VALID' && { ceil_mode: int(1) }),
    },
    sides: result,
  };
}

const kernelFor = (draft: Draft, [, height, width]: Plane): [number, number] => [
  draft.chance.whole(1, Math.min(3, height)),
  draft.chance.whole(1, Math.min(3, width)),
];

/** A convolution. */
export const conv: Layer = (draft, input) => {
  const plane = planeOf(input);
  const [channels, ...sides] = plane;
  const kernel = kernelFor(draft, plane);
  const slid = windows(draft, sides, kernel, { dilates: true });
  if (slid === undefined) return undefined;
  const groups = draft.chance.happens(0.25) ? channels : 1;
  const filters = groups * draft.chance.whole(1, groups > 1 ? 2 : 4);
  const weights = draft.weights([filters, channels / groups, ...kernel], (channels / groups) * sizeOfDims(kernel));
  const bias = draft.chance.happens(0.5) ? [draft.offsets([filters])] : [];
  const attributes = { ...slid.attributes, group: int(groups) };
  return { name: draft.add('Conv', [input.name, weights, ...bias], attributes), dims: [filters, ...slid.sides] };
};

const convTranspose: Layer = (draft, input) => {
  const plane = planeOf(input);
  const [channels, ...sides] = plane;
  const { chance } = draft;
  const kernel = [chance.whole(1, 3), chance.whole(1, 3)];
  const strides = kernel.map(() => chance.pick(1, 2));
  const dilations = kernel.map(() => (chance.happens(0.2) ? 2 : 1));
  const outputPadding = strides.map((stride) => (stride > 1 && chance.happens(0.3) ? 1 : 0));
  const before = kernel.map((size) => chance.whole(0, Math.min(1, size - 1)));
  const after = kernel.map((size) => chance.whole(0, Math.min(1, size - 1)));
  const result = sides.map(
    (side, axis) =>
      strides[axis]! * (side - 1) +
      outputPadding[axis]! +
      (kernel[axis]! - 1) * dilations[axis]! +
      1 -
      before[axis]! -
      after[axis]!,
  );
  if (result.some((side) => side < 1 || side > 9)) return undefined;
  const groups = chance.happens(0.25) ? channels : 1;
  const each = chance.whole(1, 3);
  const weights = draft.weights([channels, each, ...kernel], (channels / groups) * sizeOfDims(kernel));
  const bias = chance.happens(0.5) ? [draft.offsets([each * groups])] : [];
  // Sides that are told make the padding what it has to be.
  const isTold = chance.happens(0.3);
  const name = draft.add('ConvTranspose', [input.name, weights, ...bias], {
    kernel_shape: ints(...kernel),
    strides: ints(...strides),
    dilations: ints(...dilations),
    output_padding: ints(...outputPadding),
    ...(isTold ? { output_shape: ints(...result) } : { pads: ints(...before, ...after) }),
    group: int(groups),
  });
  return { name, dims: [each * groups, ...result] };
};

const maxPool: Layer = (draft, input) => {
  const plane = planeOf(input);
  const later = draft.opset >= 10;
  const slid = windows(draft, plane.slice(1), kernelFor(draft, plane), { dilates: later, roundsUp: later });
  if (slid === undefined) return undefined;
  const name = draft.newName('MaxPool');
  const indices = draft.opset >= 8 && draft.chance.happens(0.2) ? [`${name}_places`] : [];
  draft.nodes.push({
    op: 'MaxPool',
    name,
    inputs: [input.name],
    outputs: [name, ...indices],
    attributes: slid.attributes,
  });
  return { name, dims: [plane[0], ...slid.sides] };
};

const averagePool: Layer = (draft, input) => {
  const plane = planeOf(input);
  const { opset, chance } = draft;
  const slid = windows(draft, plane.slice(1), kernelFor(draft, plane), { dilates: opset >= 19, roundsUp: opset >= 10 });
  if (slid === undefined) return undefined;
  const counts = chance.happens(0.5) ? { count_include_pad: int(1) } : {};
  return {
    name: draft.add('AveragePool', [input.name], { ...slid.attributes, ...counts }),
    dims: [plane[0], ...slid.sides],
  };
};

const globalPool: Layer = (draft, input) => {
  if (draft.chance.happens(0.6)) return undefined;
  const op = draft.chance.pick(
    'GlobalAveragePool',
    'GlobalMaxPool',
    draft.isPiecewise ? 'GlobalAveragePool' : 'GlobalLpPool',
  );
  return { name: draft.add(op, [input.name]), dims: [input.dims[0]!, 1, 1] };
};

const batchNorm: Layer = (draft, input) => {
  const [channels] = planeOf(input);
  const { chance, opset } = draft;
  const eachNumber = opset < 9 && chance.happens(0.4);
  const dims = eachNumber ? input.dims : [channels];
  const size = sizeOfDims(dims);
  const shift = draft.offset(1e-6, 0.3);
  const gamma = chance.normals(size).map((value) => (chance.happens(0.1) ? 0 : value));
  const name = draft.add(
    'BatchNormalization',
    [
      input.name,
      draft.constant(dims, gamma),
      draft.constant(dims, chance.normals(size, shift)),
      draft.constant(dims, chance.normals(size, chance.happens(0.5) ? 0 : shift)),
      draft.constant(
        dims,
        chance.normals(size).map((value) => value ** 2 + 0.1),
      ),
    ],
    { epsilon: float(chance.pick(1e-5, 1e-3, 0.1)), ...(eachNumber && { spatial: int(0) }) },
  );
  return { name, dims: input.dims };
};

const pad: Layer = (draft, input) => {
  const [channels, height, width] = planeOf(input);
  const { chance, opset } = draft;
  const mode = chance.pick('constant', 'constant', 'reflect', 'edge', ...(opset >= 19 ? ['wrap'] : []));
  const most = (side: number): number => Math.min(2, mode === 'constant' ? 2 : side - 1);
  const amounts = [height, width, height, width].map((side) => chance.whole(0, Math.max(0, most(side))));
  if (mode === 'constant' && height > 3 && chance.happens(0.2)) amounts[0] = -1;
  const [top = 0, left = 0, bottom = 0, right = 0] = amounts;
  const dims = [channels, height + top + bottom, width + left + right];
  const fill = draft.offset(0.3, 1e-6);
  const all = [0, 0, top, left, 0, 0, bottom, right];
  const filled = mode === 'constant' && chance.happens(0.6);
  if (opset < 11) {
    const attributes = { mode: string(mode), pads: ints(...all), ...(filled && { value: float(fill) }) };
    return { name: draft.add('Pad', [input.name], attributes), dims };
  }
  const ofAxes = opset >= 18 && chance.happens(0.5);
  const inputs = [input.name, draft.whole(...(ofAxes ? amounts : all))];
  if (filled || ofAxes) inputs.push(filled ? draft.number(fill) : '');
  if (ofAxes) inputs.push(draft.whole(2, 3));
  return { name: draft.add('Pad', inputs, { mode: string(mode) }), dims };
};

const resize: Layer = (draft, input) => {
  const [channels, height, width] = planeOf(input);
  const { chance, opset } = draft;
  const mode = chance.pick('nearest', 'linear', ...(opset >= 11 ? ['cubic'] : []));
  const scales = [chance.pick(1, 2, 1.5, 0.5), chance.pick(1, 2, 2.5)];
  const sides = [Math.floor(height * scales[0]!), Math.floor(width * scales[1]!)];
  if (sides.some((side) => side < 1 || side > 9)) return undefined;
  const dims = [channels, ...sides];
  const all = [1, 1, ...scales];
  if (opset < 9)
    return { name: draft.add('Upsample', [input.name], { mode: string(mode), scales: { floats: all } }), dims };
  const given = draft.given([4], all);
  if (opset < 11)
    return { name: draft.add(opset < 10 ? 'Upsample' : 'Resize', [input.name, given], { mode: string(mode) }), dims };
  const coordinates = chance.pick(
    'half_pixel',
    'asymmetric',
    'align_corners',
    'pytorch_half_pixel',
    ...(opset >= 19 ? ['half_pixel_symmetric'] : []),
  );
  const bySizes = draft.takesOne && chance.happens(0.5);
  const attributes = {
    mode: string(mode),
    coordinate_transformation_mode: string(coordinates),
    ...(mode === 'nearest' && {
      nearest_mode: string(chance.pick('round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil')),
    }),
    ...(mode === 'cubic' && { cubic_coeff_a: float(-0.5), exclude_outside: int(chance.whole(0, 1)) }),
  };
  const region = opset < 13 ? draft.given([0], []) : '';
  const inputs = bySizes
    ? [input.name, region, opset < 13 ? draft.given([0], []) : '', draft.whole(1, ...dims)]
    : [input.name, region, given];
  return { name: draft.add('Resize', inputs, attributes), dims };
};

const depthToSpace: Layer = (draft, input) => {
  const [channels, height, width] = planeOf(input);
  if (channels % 4 === 0 && height < 5) {
    const mode = draft.opset >= 11 ? { mode: string(draft.chance.pick('DCR', 'CRD')) } : {};
    const name = draft.add('DepthToSpace', [input.name], { blocksize: int(2), ...mode });
    return { name, dims: [channels / 4, height * 2, width * 2] };
  }
  if (height % 2 !== 0 || width % 2 !== 0) return undefined;
  return {
    name: draft.add('SpaceToDepth', [input.name], { blocksize: int(2) }),
    dims: [channels * 4, height / 2, width / 2],
  };
};

const transpose: Layer = (draft, input) => {
  const [channels, height, width] = planeOf(input);
  return { name: draft.add('Transpose', [input.name], { perm: ints(0, 1, 3, 2) }), dims: [channels, width, height] };
};

const prelu: Layer = (draft, input) => {
  const dims = [input.dims[0]!, 1, 1];
  return draft.apply('PRelu', input, {}, [draft.constant(dims, draft.chance.normals(dims[0]!, 0.3))]);
};

const localNorm: Layer = (draft, input) => {
  if (draft.isPiecewise || draft.chance.happens(0.7)) return undefined;
  const bias = draft.chance.pick(0, 1);
  return draft.apply('LRN', input, { size: int(3), bias: float(bias), alpha: float(1), beta: float(0.5) });
};

/** Layers that only planes have. */
export const planeLayers: readonly Layer[] = [
  conv,
  conv,
  conv,
  convTranspose,
  maxPool,
  maxPool,
  averagePool,
  globalPool,
  batchNorm,
  pad,
  resize,
  depthToSpace,
  transpose,
  prelu,
  localNorm,
];
