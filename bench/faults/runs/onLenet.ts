import { shipped } from '../../models.js';

/** The network that commands are run on. */
const lenet = shipped('models/lenet-bias.onnx');
const pictures = shipped('fashion-mnist/images');

/** The arguments of a command that asks it about so many of the shipped images, in one worker. */
export const onLenet = (count: number): readonly string[] => [
  lenet,
  '--images',
  pictures,
  '--limit',
  String(count),
  '--workers',
  '1',
];

/** Properties that it violates. */
export const twoProperties = ['--property', 'scalar-invariance', 'gamma'] as const;

/** A gate's configuration, which it keeps. */
export const gateOnLenet = {
  model: { path: lenet, workers: 1 },
  images: { path: pictures, limit: 6 },
  cases: 20,
  properties: { gamma: { rate: { atMost: 0.9, confidence: 0.95 } } },
};
