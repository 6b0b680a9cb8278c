import { sizeOfDims } from '../../../src/network/dims.js';
import type { ImageShape } from '../../../src/image/shape.js';
import type { OnnxModel } from '../../models/onnxFile.js';
import { Chance } from '../chance.js';
import { anyLayers } from './anyLayers.js';
import { curvedLayers } from './curvedLayers.js';
import { Draft, int, type Drafted } from './draft.js';
import type { Layer } from './layer.js';
import { conv, planeLayers } from './planeLayers.js';
import { dense, rowLayers } from './rowLayers.js';

/** A random network, and the images it takes. */
export interface RandomNetwork {
  readonly model: OnnxModel;
  readonly shape: ImageShape;
}

/** Versions of ONNX's definitions that networks are written in. */
const versions = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23] as const;

const mostNumbers = 160;

function grown(draft: Draft, from: Drafted, layers: readonly Layer[], count: number): Drafted {
  let value = from;
  for (let i = 0; i < count; i++) {
    const before = draft.nodes.length;
    const layer = layers[draft.chance.whole(0, layers.length - 1)];
    const next = layer?.(draft, value);
    if (next === undefined || sizeOfDims(next.dims) > mostNumbers) draft.nodes.length = before;
    else value = next;
  }
  return value;
}

/** What comes after the logits. */
function ended(draft: Draft, scores: Drafted): Drafted {
  const { chance, opset } = draft;
  const last = chance.whole(0, 9);
  if (last === 0) return draft.apply('Softmax', scores, { axis: int(chance.pick(1, opset >= 13 ? -1 : 1)) });
  if (last === 1) return draft.apply('LogSoftmax', scores, { axis: int(1) });
  if (last === 2) return draft.apply('Sigmoid', scores);
  if (last === 3) return draft.apply('Add', scores, {}, [draft.number(0.5)]);
  if (last === 4) return draft.apply('Mul', scores, {}, [draft.number(chance.pick(0.5, 3))]);
  if (last === 5 && scores.dims[0] === 4) {
    const groups = draft.add('Reshape', [scores.name, draft.whole(-1, 2, 2)]);
    const softmax = draft.add('Softmax', [groups], { axis: int(2) });
    return { name: draft.add('Reshape', [softmax, draft.whole(-1, 4)]), dims: scores.dims };
  }
  return scores;
}

/**
 * A small network of random layers in every form that ONNX has for them, opsets 7 to 23: the same for the same seed. An engine
 * may refuse one in a hundred.
 */
export function randomNetwork(seed: number): RandomNetwork {
  const chance = new Chance(seed);
  const opset = chance.pick(...versions);
  const onRows = chance.happens(0.4);
  const type = onRows && opset >= 13 && chance.happens(0.4) ? 'float64' : 'float32';
  const draft = new Draft(chance, opset, type);
  const dims = onRows ? [chance.whole(2, 6)] : [chance.pick(1, 1, 3), chance.whole(3, 6), chance.whole(3, 6)];
  let value: Drafted = { name: 'x', dims };
  // Numbers of an image are not below 0: a ReLU of theirs has no kink.
  if (chance.happens(0.8)) value = (onRows ? dense(draft, value, chance.whole(3, 8)) : conv(draft, value)) ?? value;
  if (!onRows) {
    value = grown(draft, value, [...planeLayers, ...anyLayers], chance.whole(1, 7));
    const width = sizeOfDims(value.dims);
    const flat = chance.happens(0.5)
      ? draft.add('Flatten', [value.name])
      : draft.add('Reshape', [value.name, draft.whole(0, -1)]);
    value = { name: flat, dims: [width] };
  }
  const curved = draft.isPiecewise || draft.type === 'float64' ? [] : curvedLayers;
  value = grown(draft, value, [...rowLayers, ...curved, ...anyLayers], chance.whole(onRows ? 2 : 0, onRows ? 7 : 3));
  const scores = ended(draft, dense(draft, value, chance.whole(2, 4)));
  const [channels, height, width] = dims;
  const batch = draft.takesOne ? 1 : 'N';
  const model = draft.model(
    { name: 'x', shape: [batch, ...dims], type },
    { name: scores.name, shape: [batch, ...scores.dims], type },
  );
  return {
    model,
    shape: onRows
      ? { height: 1, width: dims[0]!, channels: 1 }
      : { height: height!, width: width!, channels: channels === 3 ? 3 : 1 },
  };
}
