import { InputError } from '../../errors.js';
import { logitsBehind } from '../../network/logits.js';
import type { NetworkGraph, Port } from '../../network/graph.js';
import type { ScoreKind } from '../classifier.js';
import { describePort } from './input.js';

/** Where a model's scores are, and what they are. */
export interface ScoresOutput {
  /** The declared output that has them. */
  readonly output: string;
  /** The tensor to read. It need not be an output of the file: see {@link withOutputs}. */
  readonly tensor: string;
  /** The tensor whose largest number is the label. */
  readonly logits: string;
  readonly kind: ScoreKind;
  /** The number of classes, where the file fixes it. */
  readonly classes: number | undefined;
  /** What was inferred, a sentence each. */
  readonly assumed: readonly string[];
}

/**
 * Finds a model's scores: logits wherever the file allows, read from before a final softmax.
 *
 * @param where the file's name, for errors.
 * @param asked the output that the user named.
 * @throws InputError if no output, or more than one, could have them.
 */
export function scoresOutput(graph: NetworkGraph, where: string, asked: string | undefined): ScoresOutput {
  const port = portOf(graph, where, asked);
  const classes = port.dims[1];
  if (classes === 1)
    throw new InputError({
      where,
      found: `an output ${describePort(port)}: one score an image`,
      expected: 'a score for every class',
      remedy: 'Export a network with two scores, one for each answer.',
    });
  const { output, scores: tensor, logits, last: operation = 'nothing', softmax } = logitsBehind(graph, port.name);
  const found = { output, tensor, logits, classes };
  if (softmax) {
    const sentence = `Scores are logits, read from "${tensor}", which goes into the final ${operation}.`;
    return { ...found, kind: 'logits', assumed: [sentence] };
  }
  // A sigmoid for each class, or a classifier of scikit-learn's, whose operations end in probabilities.
  if (operation === 'Sigmoid' || operation === 'Softmax' || operation.startsWith('ai.onnx.ml.')) {
    const sentence = `Scores are probabilities: the network ends in ${operation}.`;
    return { ...found, kind: 'probabilities', assumed: [sentence] };
  }
  const sentence = `Scores are logits: the network ends in ${operation}, not in a softmax.`;
  return { ...found, kind: 'logits', assumed: [sentence] };
}

const isFloat = ({ type }: Port): boolean => type === 'float32' || type === 'float64';

/** [N, classes], [N, classes, 1, 1], or a shape that the file does not give. */
const isRowOfScores = ({ dims: [, , ...others], dims }: Port): boolean =>
  (dims.length !== 1 && others.length === 0) || (others.length === 2 && others.every((size) => size === 1));

function portOf({ outputs }: NetworkGraph, where: string, asked: string | undefined): Port {
  const list = outputs.map(describePort).join('; ');
  const named = outputs.filter(({ name }) => asked === undefined || name === asked);
  if (named.length === 0)
    throw new InputError({
      where,
      found: asked === undefined ? 'a network without outputs' : `no output "${asked}"`,
      expected: asked === undefined ? 'an output with the scores' : `one of its outputs: ${list}`,
    });
  const [port, ...others] = named.filter((output) => isFloat(output) && isRowOfScores(output));
  if (port !== undefined && others.length === 0) return port;
  if (port !== undefined)
    throw new InputError({
      where,
      found: `${others.length + 1} outputs that could be the scores: ${list}`,
      expected: 'to be told which',
      remedy: ['Pass the name of one, such as ', { option: ['output'], value: port.name }, '.'],
    });
  const lists = named.some(({ type }) => type === 'sequence' || type === 'map');
  throw new InputError({
    where,
    found: `${named.length === 1 ? 'an output' : 'outputs'} ${named.map(describePort).join('; ')}`,
    expected: 'an output of float32 or float64 scores, [N, classes]',
    remedy: lists
      ? "A scikit-learn model is to be converted with options={'zipmap': False}, which makes its probabilities a tensor."
      : 'Export the classifier with its scores as the output, in float32.',
  });
}
