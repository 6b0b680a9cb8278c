import { InputError } from '../../errors.js';
import { enlist } from '../crew.js';
import { closeNames } from '../../closeNames.js';
import type { NetworkGraph } from '../../network/graph.js';
import type { Classifier, ClassifierNetwork, ClassifierSpec } from '../classifier.js';
import type { Interleaving } from '../interleaving.js';
import { patternKinks } from '../pattern/patternKinks.js';
import { rememberOpened } from './opened.js';
import type { ModelWorkers } from './workers.js';

/**
 * The classifier that a model file makes, once its workers are open.
 *
 * @param probed the network that can be read and probed; undefined where it cannot.
 * @param where the file's name, for errors.
 * @param interleavingOf how the engine has a tensor's numbers, where not channel by channel.
 */
export function classifierOf(
  spec: ClassifierSpec,
  workers: ModelWorkers,
  probed: Omit<ClassifierNetwork, 'probe' | 'patterns'> | undefined,
  where: string,
  interleavingOf?: (tensor: string) => Interleaving,
): Classifier {
  const { batchLimit } = spec;
  const classifier = rememberOpened({
    spec,
    multiplies: true,
    concurrency: workers.count,
    classify: (batch, asked) => workers.scores(batch, batchLimit, asked),
    ...(probed && {
      network: {
        ...probed,
        probe: async (batch, names, asked) => {
          assertTensors(names, probed.graph, probed.tensors, where);
          return workers.probe(batch, names, batchLimit, asked);
        },
        patterns: (batch, asked) => workers.patterns(batch, patternKinks(probed, interleavingOf), batchLimit, asked),
      },
    }),
    dispose: () => workers.close(),
  });
  return enlist(classifier, { count: workers.count, copies: workers.copies, work: (...told) => workers.work(...told) });
}

/** What can be probed: whatever a node computes, and the image itself. */
export const tensorNames = ({ inputs, nodes, constants, hidden }: NetworkGraph): ReadonlySet<string> =>
  new Set(
    [...inputs.map(({ name }) => name), ...nodes.flatMap(({ outputs }) => outputs)].filter(
      (name) => name !== '' && !constants.has(name) && hidden?.has(name) !== true,
    ),
  );

/** @throws InputError if a name is not one of the tensors that can be probed. */
export function assertTensors(
  names: readonly string[],
  { nodes }: NetworkGraph,
  tensors: ReadonlySet<string>,
  where: string,
): void {
  const odd = names.find((name) => !tensors.has(name));
  if (odd === undefined) return;
  const quoted = (list: readonly string[]): string => list.map((tensor) => `"${tensor}"`).join(', ');
  const meant = nodes.find((node) => node.name === odd)?.outputs ?? closeNames(odd, tensors);
  throw new InputError({
    where,
    found: `no tensor "${odd}"`,
    expected: 'the name of a tensor that a node computes',
    remedy: meant.length === 0 ? `For example ${quoted([...tensors].slice(0, 5))}.` : `Did you mean ${quoted(meant)}?`,
  });
}
