import { combine, image as imageOf, type Image } from '../../src/image/image.js';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../models/onnxFile.js';
import { weights } from '../models/onnxFile.js';
import { Chance } from './chance.js';

/** What a violation is planted in. */
export type PlantedKind = 'ray' | 'segment' | 'region';

/** A network in which another label is ahead at one place alone, which hardly any sample meets. */
export interface Planted {
  readonly kind: PlantedKind;
  readonly model: OnnxModel;
  readonly images: readonly Image[];
  /** Where it is: a scalar, a share of the way, or weights. */
  readonly place: readonly number[];
  /** The image there. */
  readonly witness: Image;
  /** Images that somebody might try: of the same ray, segment or region. */
  readonly samples: (count: number) => readonly Image[];
}

const pixels = 6;
const width = 5;
const labels = 3;

/**
 * After SoundnessBench (Zhou et al., 2024): a network that looks robust, with a counterexample that was put there. Scores are those
 * of a network without biases, in which label 0 is ahead; and beside a place so narrow that sampling misses it, a spike lifts
 * another label above it. `hidden`: a layer of ReLUs comes before the spike.
 */
export function planted(seed: number): Planted {
  const chance = new Chance(seed + 5_000_000);
  const kind = chance.pick<PlantedKind>('ray', 'segment', 'region');
  const hidden = chance.happens(0.5);
  const images = Array.from({ length: kind === 'ray' ? 1 : kind === 'segment' ? 2 : 3 }, () => {
    const values = Array.from({ length: pixels }, () => 0.1 + 0.9 * chance.share());
    return imageOf({ height: 1, width: pixels, channels: 1 }, { kind: 'random' }, 'a random image', (out) =>
      out.set(values),
    );
  });
  const sample = (): readonly number[] => {
    if (kind === 'ray') return [Math.exp((chance.share() - 0.5) * 6)];
    const cuts = images.map(() => -Math.log(1 - chance.share()));
    const sum = cuts.reduce((all, cut) => all + cut, 0);
    return cuts.map((cut) => cut / sum);
  };
  const at = (place: readonly number[]): Image =>
    combine(
      images.map((image, i) => ({ image, weight: place[i]! })),
      'allow',
    );
  const place = sample();
  const witness = at(place);

  // In front: as they are, or through weights above 0 and ReLUs, which change nothing about what is linear.
  const front = Array.from({ length: pixels * width }, () => (hidden ? chance.share() : chance.normal()));
  const features = (image: Image): Float64Array =>
    Float64Array.from({ length: width }, (_, j) =>
      image.pixels().reduce((sum, pixel, i) => sum + pixel * Math.fround(front[i * width + j]!), 0),
    );
  const here = features(witness);
  const largest = here.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const narrow = largest * (kind === 'region' ? 1e-4 : 1e-5);
  // How far two features are from where they are at the place: on a ray or a segment one is enough, and two do no harm.
  const distances = [0, 1].map((feature) => [feature, Math.fround(here[feature]!)] as const);
  const nodes: OnnxNode[] = [
    { op: 'MatMul', name: 'front', inputs: ['x', 'front'], outputs: ['f0'] },
    { op: hidden ? 'Relu' : 'Identity', name: 'front_act', inputs: ['f0'], outputs: ['f'] },
    { op: 'Gemm', name: 'apart', inputs: ['f', 'both', 'minus'], outputs: ['a0'] },
    { op: 'Relu', name: 'apart_act', inputs: ['a0'], outputs: ['a'] },
    { op: 'Gemm', name: 'spike', inputs: ['a', 'sum', 'narrow'], outputs: ['s0'] },
    { op: 'Relu', name: 'spike_act', inputs: ['s0'], outputs: ['s'] },
    { op: 'Abs', name: 'light', inputs: ['f'], outputs: ['l'] },
    { op: 'MatMul', name: 'own', inputs: ['l', 'own'], outputs: ['z'] },
    { op: 'MatMul', name: 'lift', inputs: ['s', 'lift'], outputs: ['u'] },
    { op: 'Add', name: 'scores', inputs: ['z', 'u'], outputs: ['y'] },
  ];
  const both = Array<number>(width * 4).fill(0);
  distances.forEach(([feature], i) => {
    both[feature * 4 + 2 * i] = 1;
    both[feature * 4 + 2 * i + 1] = -1;
  });
  // Label 0 gets all light, the others half of it.
  const own = Array.from({ length: width }, () => [1, 0.5, 0.4]).flat();
  const light = here.reduce((sum, value) => sum + Math.abs(value), 0);
  const initializers: OnnxTensor[] = [
    weights('front', [pixels, width], front),
    weights('both', [width, 4], both),
    weights(
      'minus',
      [4],
      distances.flatMap(([, value]) => [-value, value]),
    ),
    weights('sum', [4, 1], [-1, -1, -1, -1]),
    weights('narrow', [1], [narrow]),
    weights('own', [width, labels], own),
    weights('lift', [1, labels], [0, (2 * light) / narrow, 0]),
  ];
  return {
    kind,
    images,
    place,
    witness,
    samples: (count) => Array.from({ length: count }, () => at(sample())),
    model: {
      inputs: [{ name: 'x', shape: ['N', pixels] }],
      outputs: [{ name: 'y', shape: ['N', labels] }],
      nodes,
      initializers,
    },
  };
}
