import type { Classifier, ClassifierNetwork } from '../../classifier/classifier.js';
import type { NetworkNode } from '../../network/graph.js';
import { describeCulprit, isOpen, type Culprit } from '../../network/degree/flaw.js';
import type { Degree } from '../../network/degree/degree.js';
import { GraphView } from '../../network/graphView.js';
import { decidingTensor } from './decidingTensor.js';
import { brokenSteps } from './preprocessing.js';
import { walk, type Walk } from './walk.js';
import { onZeroImage, type OnZeroImage } from './zeroImage.js';

/**
 * - `proved`: every node is positively homogeneous, so what follows from it is true of every image.
 * - `not homogeneous`: `culprits` say which nodes are not, as their rules prove of each.
 * - `undecided`: there are nodes of which conic cannot tell what they do (`reason` says what is missing), or the network cannot be
 *   read.
 */
export type StructureVerdict = 'proved' | 'not homogeneous' | 'undecided';

/** What is proved of every image, in real arithmetic. `name` is the property of the catalogue that claims it. */
export interface Consequence {
  readonly name: string;
  readonly text: string;
}

/** What the structure of a network says about every image. */
export interface StructureCertificate {
  readonly kind: 'structure';
  /** Of the chain from pixels to scores: the declared preprocessing and the network. */
  readonly verdict: StructureVerdict;
  /** Of the network alone. */
  readonly network: StructureVerdict;
  /** The tensor whose degree decides: the scores, or what goes into functions that keep the order of classes. */
  readonly tensor?: string;
  /** Of that tensor where the network is proved: scaled by a, it is multiplied by a^degree. */
  readonly degree?: number;
  /** The node that adds an equal number to every class at the end, if there is one: it keeps the order. */
  readonly equalOffset?: string;
  /** What follows where the whole chain is proved. */
  readonly follows: readonly Consequence[];
  /** The nodes to blame, in the graph's order. */
  readonly culprits: readonly Culprit[];
  /** The steps of the declared preprocessing to blame. */
  readonly preprocessing: readonly Culprit[];
  /** Where floats and real arithmetic may part, a sentence each. */
  readonly cautions: readonly string[];
  /** How many nodes lead to the scores; all of them are covered. */
  readonly nodes: number;
  /** Why it is undecided. */
  readonly reason?: string;
}

/** What of a classifier a certificate is about. */
export interface CertifiableClassifier {
  readonly network?: Pick<ClassifierNetwork, 'graph' | 'scores'>;
  readonly spec: Pick<Classifier['spec'], 'id' | 'steps'>;
}

/**
 * Proves from the graph that a positive scalar changes nothing but the scale of the logits, for every image; or names the
 * nodes that break it. The rules are those of positive homogeneity, T(a x) = a^d T(x) for all a > 0, and hold in real
 * arithmetic: a statement about the network, not about every engine's floats.
 *
 * The declared preprocessing is part of the chain. Nothing is run.
 *
 * @example
 * const { verdict, degree, culprits } = certifyStructure(await openModel('model.onnx'));
 * if (verdict !== 'proved') for (const { node, what } of culprits) console.log(node, what);
 */
export function certifyStructure(classifier: CertifiableClassifier): StructureCertificate {
  const { network: read, spec } = classifier;
  const preprocessing = brokenSteps(spec.steps);
  if (read === undefined || read.graph.inputs.length !== 1)
    return {
      kind: 'structure',
      verdict: preprocessing.length === 0 ? 'undecided' : 'not homogeneous',
      network: 'undecided',
      follows: [],
      culprits: [],
      preprocessing,
      cautions: [],
      nodes: 0,
      reason:
        read === undefined
          ? 'The network cannot be read: the classifier is a function, a model behind a server, or one of a kind that hides it.'
          : `The network takes ${read.graph.inputs.length} tensors, of which the image is one at most.`,
    };

  const walked = walk(read.graph, read.scores);
  const ending = decidingTensor(read.graph, walked, read.scores);
  const { form, clean, total } = walked.of(ending.tensor);
  const proved = clean || ending.offset !== undefined;
  // What follows the deciding tensor keeps the order of classes, and is not to blame for anything.
  const culprits = proved ? [] : walked.culpritsBehind(ending.tensor);
  // What nobody knows might undo what the others break.
  const network = proved ? 'proved' : culprits.some(isOpen) ? 'undecided' : 'not homogeneous';
  const chain = preprocessing.length > 0 ? 'not homogeneous' : network;
  const degree = proved ? degreeOf(form) : undefined;
  const vanishes = total && (form.kind === 'zero' || (form.kind === 'degree' && form.degree.numerator > 0n));
  const onBlack = vanishes ? 0 : onZeroImage(GraphView.of(read.graph), walked, ending.tensor);
  const plain = ending.after.length === 0 && ending.offset === undefined;
  return {
    kind: 'structure',
    verdict: chain,
    network,
    tensor: ending.tensor,
    ...(degree === undefined ? {} : { degree }),
    ...(ending.offset === undefined ? {} : { equalOffset: ending.offset.name }),
    follows: chain === 'proved' ? consequences(form, onBlack, plain) : [],
    culprits,
    preprocessing,
    cautions: proved ? cautionsOf(walked, ending.tensor, total || onBlack !== undefined) : [],
    nodes: walked.nodes.length,
    ...(network === 'undecided' ? { reason: openReason(culprits) } : {}),
  };
}

/** A tensor that is 0, or the same for every image, has the degree 0 among others. */
const degreeOf = (form: Degree): number => (form.kind === 'degree' ? form.degree.approximate : 0);

function consequences(form: Degree, onBlack: OnZeroImage, plain: boolean): readonly Consequence[] {
  const found: Consequence[] = [
    { name: 'scalar-invariance', text: 'no positive scalar changes the label of any image' },
    { name: 'scalar-invariance:ranking', text: 'nor the order of all labels' },
  ];
  if (onBlack !== undefined)
    found.push({ name: 'zero-image-uniformity', text: 'on the zero image all labels have the same probability' });
  if (onBlack === 0 && plain)
    found.push({ name: 'zero-image-uniformity:zero', text: 'every logit of the zero image is 0' });
  const isLinear = form.kind === 'degree' && degreeOf(form) === 1;
  if ((isLinear || form.kind === 'zero') && plain)
    found.push({ name: 'scalar-invariance:homogeneity', text: 'a scalar multiplies every logit' });
  return found;
}

function cautionsOf(walked: Walk, tensor: string, isDefined: boolean): readonly string[] {
  const jumps = walked.tiesBehind(tensor);
  const steep = walked.steepBehind(tensor);
  return [
    ...(jumps.length === 0
      ? []
      : [`Ties: ${listed(jumps)} may decide a near tie otherwise in floats than in real arithmetic.`]),
    ...(isDefined
      ? []
      : [
          'Undefined where it divides by 0 or takes a function of what it has no value for, as it may on the zero image: nothing is said about that image.',
        ]),
    ...(steep.length === 0
      ? []
      : [`Underflow: ${listed(steep)} takes roots, squares or quotients, and floats run out of range in the dark.`]),
  ];
}

const listed = (nodes: readonly NetworkNode[]): string => {
  const names = nodes.slice(0, 3).map(({ name, operation }) => `${name} (${operation})`);
  return nodes.length > 3 ? `${names.join(', ')} and ${nodes.length - 3} more` : names.join(', ');
};

/** What is missing for an answer. */
function openReason(culprits: readonly Culprit[]): string {
  const open = culprits.filter(isOpen);
  const told = open.slice(0, 3).map(describeCulprit).join('; ');
  return `It cannot be told what this does: ${told}${open.length > 3 ? `; and ${open.length - 3} more` : ''}.`;
}
