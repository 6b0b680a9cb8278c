import { InputError } from '../../errors.js';
import { logitsBehind } from '../../network/logits.js';
import type { NetworkGraph, Port } from '../../network/graph.js';
import type { ValueOf } from '../../settings/kind.js';
import type { modelScores } from '../../settings/model.js';
import { describePort } from './input.js';

/** What the scores of a model from a file are. */
export type ModelScores = ValueOf<typeof modelScores>;

/** Where a model's scores are, and what they are. */
export interface ScoresOutput {
  /** The declared output that has them. */
  readonly output: string;
  /** The tensor to read. It need not be an output of the file: see {@link withOutputs}. */
  readonly tensor: string;
  /** The tensor whose largest number is the label. */
  readonly logits: string;
  readonly kind: ModelScores;
  /** Whether the user or the network says what they are; where not, what they look like has a say: {@link seenScores}. */
  readonly isSure: boolean;
  /** The last operation that does more than arrange numbers; undefined where there is none that can be seen. */
  readonly last: string | undefined;
  /** How many there are an image, where the file fixes it. One is a score that decides between two labels. */
  readonly classes: number | undefined;
  /** What was inferred, a sentence each. */
  readonly assumed: readonly string[];
}

/** Which output the user said that the scores are in, and what they are. */
export interface ToldScores {
  readonly output?: string | undefined;
  readonly scores?: ModelScores | undefined;
}

/**
 * Finds a model's scores: logits wherever the file allows, read from before a final softmax, unless the user says otherwise.
 *
 * @param where the file's name, for errors.
 * @throws InputError if no output, or more than one, could have them.
 */
export function scoresOutput(
  graph: NetworkGraph,
  where: string,
  { output: asked, scores: told }: ToldScores,
): ScoresOutput {
  const port = portOf(graph, where, asked);
  const [, classes = port.dims.length === 1 ? 1 : undefined] = port.dims;
  const { output, scores, logits, last: operation, softmax } = logitsBehind(graph, port.name);
  const last = operation ?? 'nothing';
  const found = { output, logits, last: operation, classes };
  if (told === 'probabilities') return { ...found, tensor: output, kind: told, isSure: true, assumed: [] };
  // One score's sigmoid says no more than what goes into it; of several labels, each has a probability of its own.
  if (told === 'logits' || softmax || (classes === 1 && logits !== output)) {
    const sentence = `Scores are logits, read from "${logits}", which goes into the final ${last}.`;
    return { ...found, tensor: logits, kind: 'logits', isSure: true, assumed: logits === output ? [] : [sentence] };
  }
  // A sigmoid for each class, or a classifier of scikit-learn's, whose operations end in probabilities.
  if (last === 'Sigmoid' || last === 'Softmax' || last.startsWith('ai.onnx.ml.')) {
    const sentence = `Scores are probabilities: the network ends in ${last}.`;
    return { ...found, tensor: scores, kind: 'probabilities', isSure: true, assumed: [sentence] };
  }
  const sentence = `Scores are logits: the network ends in ${last}, not in a softmax.`;
  return { ...found, tensor: scores, kind: 'logits', isSure: classes === 1 && isBoundless(last), assumed: [sentence] };
}

/** Whether an operation gives any number there is, so that only by chance all that are seen lie in [0, 1]. */
const isBoundless = (operation: string): boolean =>
  ['Add', 'BatchNormalization', 'Conv', 'Gemm', 'MatMul', 'Sub'].includes(operation);

const isFloat = ({ type }: Port): boolean => ['float16', 'float32', 'float64'].includes(type);

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
  const floats = named.filter(isFloat);
  const rows = floats.filter(isRowOfScores);
  // [N], one score an image, is what is left where there is no row.
  const [port, ...others] = rows.length > 0 ? rows : floats.filter(({ dims }) => dims.length === 1);
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
    expected: 'an output of float16, float32 or float64 scores, [N, classes]',
    remedy: lists
      ? "A scikit-learn model is to be converted with options={'zipmap': False}, which makes its probabilities a tensor."
      : 'Export the classifier with its scores as the output, in float32.',
  });
}
