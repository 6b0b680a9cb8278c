import type { TfjsNetwork } from '../../network/tfjs/network.js';
import type { Classifier, Tensor } from '../classifier.js';

/** A classifier whose tensors have channels first, as its network says, and not last, as TF.js computes them. */
export function rearranged(classifier: Classifier, written: TfjsNetwork): Classifier {
  const { network } = classifier;
  if (network === undefined) return classifier;
  return {
    ...classifier,
    network: {
      ...network,
      probe: async (batch, names) => {
        const tensors = await network.probe(batch, names);
        return new Map([...tensors].map(([name, tensor]) => [name, channelsFirst(tensor, written, name)]));
      },
    },
  };
}

function channelsFirst(tensor: Tensor, { channelsLast, flattened }: TfjsNetwork, name: string): Tensor {
  const [count = 0, ...sides] = tensor.dims;
  const [height = 1, width = 1, depth = 1] = sides;
  const isImage = channelsLast && sides.length === 3;
  const channels = isImage ? depth : (flattened.get(name) ?? 1);
  const area = sides.reduce((product, side) => product * side, 1) / channels;
  const dims = isImage ? [count, depth, height, width] : tensor.dims;
  if (channels === 1 || area === 1) return { dims, data: tensor.data };
  const { data } = tensor;
  const moved = new Float32Array(data.length);
  for (let image = 0, from = 0; image < count; image++) {
    const start = image * area * channels;
    for (let place = 0; place < area; place++)
      for (let channel = 0; channel < channels; channel++) moved[start + channel * area + place] = data[from++]!;
  }
  return { dims, data: moved };
}
