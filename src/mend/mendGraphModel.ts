import type { WrittenModel } from '../classifier/tfjs/artifacts.js';
import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';
import { GraphView } from '../network/graphView.js';
import { readGraphDef, sourceOf, type GraphDefNode } from '../network/tfjs/graphDef.js';
import { foldSteps, type Held } from './foldSteps.js';
import type { MendedFiles } from './mendedFiles.js';
import type { MendPlan } from './plan.js';
import { TfjsDraft } from './tfjsDraft.js';
import { divided, guarded } from './writing.js';

/**
 * A GraphModel of TF.js made scalar-invariant and uniform on black, as `mendOnnx` does it: with nodes around the network, whose
 * own nodes and weights stay as they are.
 *
 * @param file the `model.json`, for errors.
 * @param model what is in it.
 * @param classifier the same, opened.
 * @throws InputError if it cannot be mended.
 */
export function mendGraphModel(
  file: string,
  { json, shards }: WrittenModel,
  classifier: Classifier,
  plan: MendPlan,
): MendedFiles {
  const { network, spec } = classifier;
  const { node: nodes, ...rest } = readGraphDef(json.modelTopology, file);
  const [image] = network?.graph.inputs ?? [];
  const scores = nodes.find(({ name }) => name === network?.scores);
  const found =
    network === undefined || image === undefined
      ? 'a network that cannot be read'
      : scores === undefined
        ? `scores "${network.scores}" that no node of the file gives`
        : image.type === 'float32'
          ? undefined
          : `an input of ${image.type}`;
  if (network === undefined || image === undefined || scores === undefined || found !== undefined)
    throw new InputError({
      where: file,
      found: found ?? '',
      expected: 'a GraphModel that takes float32 and gives its scores from a node',
      remedy: 'In code, mended(classifier) wraps a classifier of any kind.',
    });

  const prefix = freePrefix(nodes);
  const draft = new TfjsDraft(prefix);
  const held: Held = { shape: spec.shape, layout: spec.layout, rank: image.dims.length };
  const { relative, unit } = divided(draft, image.name, held, plan);
  const fed = foldSteps(draft, relative, spec.steps, held);
  const before = draft.nodes.splice(0);
  const unguarded = draft.name('scores');
  const rank = GraphView.of(network.graph).dims(network.scores)?.length ?? 2;
  guarded(draft, unguarded, { unit, zero: draft.floats([], [0]), rank, name: scores.name }, held, plan);

  const placeholder = nodes.filter(({ name }) => name === image.name);
  const others = nodes.filter(({ name }) => name !== image.name);
  const renamed = others.map((node) => ({
    ...node,
    name: node === scores ? unguarded : node.name,
    input: node.input.map((input) => (sourceOf(input) === image.name && !input.startsWith('^') ? fed : input)),
  }));
  const weights = draft.constants.map(({ name, shape, values }) => ({
    name,
    shape,
    dtype: values instanceof Float32Array ? 'float32' : 'int32',
  }));
  const names = plainNames([...shards.keys()]);
  const shard = `${prefix}.bin`;
  const written = {
    ...json,
    modelTopology: { ...rest, node: [...placeholder, ...before, ...renamed, ...draft.nodes] },
    weightsManifest: [
      ...json.weightsManifest.map((group) => ({ ...group, paths: group.paths.map(nameIn(names)) })),
      { paths: [shard], weights },
    ],
    userDefinedMetadata: { ...json.userDefinedMetadata, labels: spec.labels },
  };
  const bytes = draft.constants.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return {
    main: 'model.json',
    files: {
      'model.json': Buffer.from(JSON.stringify(written)),
      ...Object.fromEntries([...shards].map(([path, content]) => [nameIn(names)(path), content])),
      [shard]: Buffer.concat(bytes),
    },
  };
}

/** Names for shards in one folder: their own, or new ones where those lead into another folder or out of this one. */
function plainNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set(paths);
  const free = (i: number): string => {
    let name = `weights${i + 1}.bin`;
    while (taken.has(name)) name = `_${name}`;
    return name;
  };
  return new Map(paths.map((path, i) => [path, /[/\\]/.test(path) ? free(i) : path]));
}

const nameIn =
  (names: ReadonlyMap<string, string>) =>
  (path: string): string =>
    names.get(path) ?? path;

/** `mend`, or with a number where the graph has been mended before. */
function freePrefix(nodes: readonly GraphDefNode[]): string {
  for (let i = 1; ; i++) {
    const prefix = i === 1 ? 'mend' : `mend${i}`;
    if (!nodes.some(({ name }) => name.startsWith(`${prefix}/`))) return prefix;
  }
}
