import type { Classifier } from '../../classifier/classifier.js';
import { Subject } from '../../classifier/subject.js';
import { fedTensors, nodesBehind } from '../../network/dependence.js';
import type { ElementType } from '../../network/elementTypes.js';
import type { NetworkNode } from '../../network/graph.js';
import { GraphView } from '../../network/graphView.js';
import { dynamicSettings } from '../../settings/certify.js';
import { filled } from '../../settings/check.js';
import type { OptionsOf } from '../../settings/setting.js';
import { certifyStructure } from '../structure/certifyStructure.js';
import { askForReport, outputContradiction } from './ownOutput.js';
import { batchOf, Prober, scaled, scoresName, someImages } from './probes.js';
import { exactRangeOf } from './scaling.js';
import { Scan, type Seen } from './scan.js';

/** How to probe. */
export interface DynamicOptions extends OptionsOf<typeof dynamicSettings> {}

/** The first tensor that does not scale. */
export interface DynamicCulprit {
  readonly node: string;
  readonly operation: string;
  readonly tensor: string;
  /** The image was multiplied by 2 to this power. */
  readonly exponent: number;
  /** What came instead of what. */
  readonly what: string;
}

/**
 * What probing found.
 * - `scales`: every tensor that was read is multiplied by a power of 2^k, bit by bit. Seen, and not proved.
 * - `breaks`: `culprit` is the first that is not, in the order of computation.
 * - `undecided`: nothing could be read, or all of it too close to the ends of the range of floats.
 */
export interface DynamicResult {
  readonly kind: 'dynamic';
  readonly verdict: 'scales' | 'breaks' | 'undecided';
  /** Of the scores, where they scale. */
  readonly degree?: number;
  readonly culprit?: DynamicCulprit;
  /** Whether the scores themselves fail to scale, on the images that were tried. */
  readonly reachesScores: boolean;
  /** Whether they fail by more than rounding explains: then the network is not homogeneous, whatever its structure says. */
  readonly beyondRounding: boolean;
  /** Where the model's own output gives another label than its logits, in a sentence: the verdict is undecided. */
  readonly contradiction?: string;
  /** How many it took: what is seen to break ends the search. */
  readonly tried: { readonly images: number; readonly scalars: number; readonly tensors: number };
  /** Where floats ran out of range, a sentence each. What lies behind was not judged at that scalar. */
  readonly limits: readonly string[];
  readonly reason?: string;
}

/** Numbers of an image that are read in one call, about, and tensors: they bound the memory. */
const [numbersAtOnce, tensorsAtOnce] = [2 ** 22, 48];

/**
 * Multiplies images by powers of two and reads every tensor of the network in the order of computation: the first that is
 * not multiplied by a power of two as well, bit by bit, is to blame, with no tolerance. No rules are needed, so it serves
 * networks with operations that nobody knows. A few images and scalars are a test and not a proof.
 *
 * Where the network cannot be read, the scores alone are looked at.
 *
 * @throws InputError if an option makes no sense; ClassifierError if the model fails.
 * @example
 * const { verdict, culprit } = await certifyDynamic(classifier);
 * if (verdict === 'breaks') console.log(culprit?.node, culprit?.what);
 */
export async function certifyDynamic(classifier: Classifier, options: DynamicOptions = {}): Promise<DynamicResult> {
  const { madeImages, exponents, seed } = filled('certifyDynamic', dynamicSettings, options);
  const { spec } = classifier;
  const { names, makers, target, proved, typeOf } = tensorsOf(classifier);
  const undecided = (reason: string): DynamicResult => ({
    kind: 'dynamic',
    verdict: 'undecided',
    reachesScores: false,
    beyondRounding: false,
    tried: { images: madeImages, scalars: exponents.length, tensors: 0 },
    limits: [],
    reason,
  });
  const images = someImages(spec.shape, madeImages, seed);
  // What is proved, is proved of numbers. Scores that are none are an error, as they are when a property is tried.
  if (proved) for (const image of images) await new Subject(classifier, { alone: true }).scores(image);
  const batches = images.map((image) => batchOf([image], spec));
  const logits = new Set([classifier.network?.logits, proved ? target : undefined]);
  // A proof is about all of them; what is broken is told without.
  for (const batch of proved ? batches : batches.slice(0, 1))
    for (const exponent of proved ? [0, ...exponents] : [0])
      for (const tensor of logits) {
        const contradiction = await outputContradiction(classifier, scaled(batch, exponent), tensor);
        if (contradiction !== undefined) return { ...undecided(`${contradiction}. ${askForReport}`), contradiction };
      }
  if (target === scoresName && spec.scores !== 'logits')
    return undecided(`The classifier gives ${spec.scores}, which do not scale, and its tensors cannot be read.`);

  const scan = new Scan(new Prober(classifier), batches, exponents, (name) => exactRangeOf(typeOf(name)));
  const { tensors, first, scores: passed } = await firstBroken(scan, names, target);
  let scores = passed ?? (await scan.look([target])).seen.get(target);
  if (target === classifier.network?.scores) scores ??= (await scan.look([scoresName])).seen.get(scoresName);
  if (scores === undefined || !scores.judged)
    return undecided('The scores cannot be read, or are out of the range of floats at every scalar.');
  const broken = first ?? (scores.broken && { tensor: target, ...scores.broken });
  const culprit = broken && culpritOf(broken, makers);
  return {
    kind: 'dynamic',
    verdict: culprit === undefined ? 'scales' : 'breaks',
    ...(scores.degree === undefined || scores.broken !== undefined ? {} : { degree: scores.degree }),
    ...(culprit === undefined ? {} : { culprit }),
    reachesScores: scores.broken !== undefined,
    beyondRounding: scores.broken?.beyondRounding === true,
    tried: { ...scan.tried, tensors: Math.max(1, tensors) },
    limits: scan.limits,
  };
}

/** A tensor that does not scale, and what was seen there. */
type Broken = NonNullable<Seen['broken']> & { readonly tensor: string };

/** What came of all tensors up to the first that breaks. */
interface Passed {
  readonly tensors: number;
  readonly first: Broken | undefined;
  /** What was seen of the scores, where they are among them. */
  readonly scores: Seen | undefined;
}

/** Looks at tensors in order: one at first, and then as many at once as their size allows. */
async function firstBroken(scan: Scan, names: readonly string[], target: string): Promise<Passed> {
  let [tensors, together] = [0, 1];
  let scores: Seen | undefined;
  for (let at = 0; at < names.length;) {
    const { seen, size } = await scan.look(names.slice(at, at + together));
    tensors += seen.size;
    scores ??= seen.get(target);
    for (const [tensor, { broken }] of seen)
      if (broken !== undefined) return { tensors, first: { tensor, ...broken }, scores };
    at += together;
    const fitting = Math.floor((together * numbersAtOnce) / Math.max(1, size));
    together = Math.max(1, Math.min(fitting, 4 * together, tensorsAtOnce));
  }
  return { tensors, first: undefined, scores };
}

function culpritOf({ tensor, exponent, what }: Broken, makers: ReadonlyMap<string, NetworkNode>): DynamicCulprit {
  const node = makers.get(tensor);
  return { node: node?.name ?? tensor, operation: node?.operation ?? 'input', tensor, exponent, what };
}

/** What there is to probe. */
interface Probed {
  /** The tensors to read, in the order of computation. */
  readonly names: readonly string[];
  readonly makers: ReadonlyMap<string, NetworkNode>;
  /** Which of them has the scores. */
  readonly target: string;
  /** Whether the structure proves that the network scales. */
  readonly proved: boolean;
  readonly typeOf: (tensor: string) => ElementType | undefined;
}

function tensorsOf(classifier: Classifier): Probed {
  const { network } = classifier;
  const { tensor: target, network: verdict } = certifyStructure(classifier);
  const unread = { names: [], makers: new Map(), proved: false, typeOf: () => undefined };
  if (network === undefined || target === undefined) return { ...unread, target: scoresName };
  const { graph, tensors } = network;
  const view = GraphView.of(graph);
  const fed = fedTensors(graph);
  const readable = (name: string): boolean => name !== '' && !graph.constants.has(name) && tensors.has(name);
  const computed = nodesBehind(graph, target, view.producers).flatMap((node) =>
    node.outputs.filter((name) => readable(name) && (fed.has(name) || node.nested === true)),
  );
  // Of floats that are fed there is nothing to see; whole numbers are rounded before they go in.
  const rounded = graph.inputs.filter(({ type, name }) => !type.startsWith('float') && readable(name));
  return {
    names: [...rounded.map(({ name }) => name), ...computed],
    makers: view.producers,
    target: readable(target) ? target : scoresName,
    proved: verdict === 'proved',
    typeOf: (name) => view.elementType(name),
  };
}
