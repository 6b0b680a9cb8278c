import type { TfjsNetwork } from '../../network/tfjs/network.js';
import type { Classifier } from '../classifier.js';
import { withCrewOf } from '../crew.js';
import { channelsFirst, type Interleaving } from '../interleaving.js';

/** How TF.js has a tensor of a network. */
export const interleavingOf = ({ channelsLast, flattened }: TfjsNetwork, tensor: string): Interleaving => ({
  images: channelsLast,
  flattened: flattened.get(tensor) ?? 1,
});

/** A classifier whose tensors have channels first, as its network says, and not last, as TF.js computes them. */
export function rearranged(classifier: Classifier, written: TfjsNetwork): Classifier {
  const { network } = classifier;
  if (network === undefined) return classifier;
  return withCrewOf(classifier, {
    ...classifier,
    network: {
      ...network,
      probe: async (batch, names, asked) => {
        const tensors = await network.probe(batch, names, asked);
        return new Map(
          [...tensors].map(([name, tensor]) => [name, channelsFirst(tensor, interleavingOf(written, name))]),
        );
      },
    },
  });
}
