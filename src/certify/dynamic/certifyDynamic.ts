import type { Classifier, ImageBatch, Tensor } from '../../classifier/classifier.js';
import { fedTensors, nodesBehind, producersOf } from '../../network/dependence.js';
import type { NetworkNode } from '../../network/graph.js';
import { dynamicSettings } from '../../settings/certify.js';
import { filled } from '../../settings/check.js';
import type { OptionsOf } from '../../settings/setting.js';
import { certifyStructure } from '../structure/certifyStructure.js';
import { askForReport, outputContradiction } from './ownOutput.js';
import { batchOf, Prober, scaled, scoresName, someImages } from './probes.js';
import { compareRows } from './scaling.js';

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
  /** Where the model's own output gives another label than its logits, in a sentence: the verdict is undecided. */
  readonly contradiction?: string;
  readonly tried: { readonly images: number; readonly scalars: number; readonly tensors: number };
  /** Where floats ran out of range, a sentence each. What lies behind was not judged at that scalar. */
  readonly limits: readonly string[];
  readonly reason?: string;
}

/** Tensors read in one call: bounds the memory. */
const together = 48;

/** What is known of a tensor from all images and scalars. */
interface Seen {
  degree: number | undefined;
  broken: { readonly exponent: number; readonly what: string } | undefined;
  judged: boolean;
}

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
  const { names, makers, target } = tensorsOf(classifier);
  const tried = { images: madeImages, scalars: exponents.length };
  const undecided = (reason: string): DynamicResult => ({
    kind: 'dynamic',
    verdict: 'undecided',
    reachesScores: false,
    tried: { ...tried, tensors: 0 },
    limits: [],
    reason,
  });
  const batch = batchOf(someImages(spec.shape, madeImages, seed), spec);
  for (const exponent of [0, ...exponents]) {
    const contradiction = await outputContradiction(classifier, scaled(batch, exponent));
    if (contradiction !== undefined) return { ...undecided(`${contradiction}. ${askForReport}`), contradiction };
  }
  if (target === scoresName && spec.scores !== 'logits')
    return undecided(`The classifier gives ${spec.scores}, which do not scale, and its tensors cannot be read.`);

  const probing = new Probing(new Prober(classifier), batch, exponents);
  let culprit: DynamicCulprit | undefined;
  let tensors = 0;
  let scores: Seen | undefined;
  for (let at = 0; at < names.length && culprit === undefined; at += together) {
    const seen = await probing.see(names.slice(at, at + together));
    scores = seen.get(target);
    for (const [name, { broken }] of seen) {
      tensors++;
      if (broken === undefined) continue;
      culprit = culpritOf(name, broken, makers);
      break;
    }
  }
  scores ??= (await probing.see([target])).get(target);
  if (target === classifier.network?.scores) scores ??= (await probing.see([scoresName])).get(scoresName);
  if (scores === undefined || !scores.judged)
    return undecided('The scores cannot be read, or are out of the range of floats at every scalar.');
  if (scores.broken !== undefined) culprit ??= culpritOf(target, scores.broken, makers);
  return {
    kind: 'dynamic',
    verdict: culprit === undefined ? 'scales' : 'breaks',
    ...(scores.degree === undefined || scores.broken !== undefined ? {} : { degree: scores.degree }),
    ...(culprit === undefined ? {} : { culprit }),
    reachesScores: scores.broken !== undefined,
    tried: { ...tried, tensors: Math.max(1, tensors) },
    limits: probing.limits,
  };
}

function culpritOf(
  tensor: string,
  broken: NonNullable<Seen['broken']>,
  makers: ReadonlyMap<string, NetworkNode>,
): DynamicCulprit {
  const node = makers.get(tensor);
  return { node: node?.name ?? tensor, operation: node?.operation ?? 'input', tensor, ...broken };
}

/** Reads tensors at every scalar, and compares. */
class Probing {
  readonly limits: string[] = [];
  /** Scalars at which floats have run out of range. */
  readonly #ended = new Set<number>();

  constructor(
    private readonly prober: Prober,
    private readonly batch: ImageBatch,
    private readonly exponents: readonly number[],
  ) {}

  async see(names: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
    const before = await this.prober.read(this.batch, names);
    const seen = new Map<string, Seen>();
    for (const name of names)
      if (before.has(name)) seen.set(name, { degree: undefined, broken: undefined, judged: false });
    for (const exponent of this.exponents) {
      if (this.#ended.has(exponent)) continue;
      const after = await this.prober.read(scaled(this.batch, exponent), [...seen.keys()]);
      for (const [name, known] of seen) {
        const [a, b] = [before.get(name), after.get(name)];
        if (a === undefined || b === undefined) continue;
        if (!this.#compare(name, a, b, exponent, known)) break;
      }
    }
    return seen;
  }

  /** @returns whether to go on with what comes after this tensor, at this scalar. */
  #compare(name: string, before: Tensor, after: Tensor, exponent: number, seen: Seen): boolean {
    const { count } = this.batch;
    const size = before.data.length / count;
    const fail = (what: string): boolean => {
      seen.judged = true;
      seen.broken ??= { exponent, what: `multiplied by 2^${exponent}, ${what}` };
      // What comes after it is broken because of it.
      return true;
    };
    if (before.data.length !== after.data.length) return fail('the image gives a tensor of another size');
    for (let image = 0; image < count; image++) {
      const [from, to] = [image * size, (image + 1) * size];
      const scaling = compareRows(
        before.data.subarray(from, to),
        after.data.subarray(from, to),
        seen.degree === undefined ? undefined : seen.degree * exponent,
      );
      if (scaling.kind === 'range') {
        this.#ended.add(exponent);
        this.limits.push(`${scaling.end} at 2^${exponent} from "${name}" on: not judged there`);
        return false;
      }
      if (scaling.kind === 'broken') return fail(`the image gives ${scaling.after} where it gave ${scaling.before}`);
      seen.judged = true;
      if (scaling.kind === 'zero') continue;
      seen.degree ??= scaling.shift / exponent;
      if (scaling.shift !== seen.degree * exponent)
        return fail(`the image gives 2^${scaling.shift} times as much, and degree ${seen.degree} elsewhere`);
    }
    return true;
  }
}

/** The tensors to read in the order of computation, what computes them, and which has the scores. */
function tensorsOf(classifier: Classifier): {
  readonly names: readonly string[];
  readonly makers: ReadonlyMap<string, NetworkNode>;
  readonly target: string;
} {
  const { network } = classifier;
  const target = certifyStructure(classifier).tensor;
  if (network === undefined || target === undefined) return { names: [], makers: new Map(), target: scoresName };
  const { graph, tensors } = network;
  const makers = producersOf(graph);
  const fed = fedTensors(graph);
  const readable = (name: string): boolean => name !== '' && !graph.constants.has(name) && tensors.has(name);
  const computed = nodesBehind(graph, target, makers).flatMap((node) =>
    node.outputs.filter((name) => readable(name) && (fed.has(name) || node.nested === true)),
  );
  // Of floats that are fed there is nothing to see; whole numbers are rounded before they go in.
  const seeable = readable(target) ? target : scoresName;
  const rounded = graph.inputs.filter(({ type, name }) => !type.startsWith('float') && readable(name));
  return { names: [...rounded.map(({ name }) => name), ...computed], makers, target: seeable };
}
