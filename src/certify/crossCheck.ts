import type { DynamicResult } from './dynamic/certifyDynamic.js';
import { askForReport } from './dynamic/ownOutput.js';
import { describeCulprit, isOpen, type Culprit } from '../network/degree/flaw.js';
import type { StructureCertificate } from './structure/certifyStructure.js';

/** What the structure says, what probing found, and where the two disagree. */
export interface Certification {
  /**
   * Undecided where probing contradicts a proof, from which nothing follows then; and where nothing of what the rules blame
   * is seen in the scores. Not homogeneous where the rules leave it open, and the scores are seen to break.
   */
  readonly structure: StructureCertificate;
  /** Left out where the model was not run. */
  readonly dynamic?: DynamicResult;
  /** A sentence each. Empty where they agree, or one of them is undecided. */
  readonly disagreements: readonly string[];
}

/**
 * Puts the two answers about a network side by side. A proof and a tensor that does not scale cannot both be right about
 * real arithmetic: either floats part from it there, or conic is wrong. Which of them it is nobody has shown, so nothing is
 * proved. The same is true where the model's own output gives other labels than the logits that the proof is about.
 *
 * @param dynamic undefined where the model was not run.
 * @example
 * const { structure, disagreements } = crossCheck(certifyStructure(classifier), await certifyDynamic(classifier));
 * if (disagreements.length === 0) console.log(structure.verdict);
 */
export function crossCheck(structure: StructureCertificate, dynamic: DynamicResult | undefined): Certification {
  if (dynamic === undefined) return { structure, disagreements: [] };
  const { culprits, network, cautions } = structure;
  const { culprit, verdict, contradiction } = dynamic;
  const disagreements: string[] = [];
  const [first] = culprits;
  // Behind a factor of 0 anything may happen, and equal numbers that come last do no harm.
  const harmless = !dynamic.reachesScores || (culprit !== undefined && culprit.node === structure.equalOffset);
  if (contradiction !== undefined) {
    const found = `${contradiction}. ${askForReport}`;
    return { structure: undecided(structure, found), dynamic, disagreements: [found] };
  }
  if (network === 'proved' && verdict === 'breaks' && !harmless) {
    const notes = cautions.length > 0 ? ', where the notes say that they may' : '';
    const found = `the structure says that the network scales, and probing that ${place(culprit)} does not, bit by bit. Floats and real arithmetic part there${notes}, or conic is wrong: please report it, with the model.`;
    return { structure: undecided(structure, found), dynamic, disagreements: [found] };
  }
  // A rule speaks of a node. Where nothing of it reaches the scores, nobody has shown that the network breaks.
  if (network === 'not homogeneous' && verdict !== 'undecided' && !dynamic.reachesScores)
    return { structure: undecided(structure, unwitnessed(first, dynamic)), dynamic, disagreements: [] };
  // What nobody has a rule for shows itself, or a rule proves what is seen first. Where chance has a say, two runs differ anyway.
  const byChance = culprits.some(({ kind }) => kind === 'random');
  const isProved = culprits.some((one) => one.node === culprit?.node && !isOpen(one));
  if (network === 'undecided' && dynamic.reachesScores && (dynamic.beyondRounding || isProved) && !byChance)
    return { structure: seenToBreak(structure), dynamic, disagreements: [] };
  const blamed = culprits.some(({ node }) => node === culprit?.node);
  if (network === 'not homogeneous' && verdict === 'breaks' && culprit !== undefined && !blamed)
    disagreements.push(
      `the structure blames ${culprits
        .slice(0, 3)
        .map(({ node }) => node)
        .join(', ')}${culprits.length > 3 ? ` and ${culprits.length - 3} more` : ''}, and probing ${culprit.node}`,
    );
  return { structure, dynamic, disagreements };
}

function unwitnessed(first: Culprit | undefined, { tried }: DynamicResult): string {
  const { images, scalars } = tried;
  return `${first === undefined ? 'The network' : describeCulprit(first)}: it breaks that node, and nothing of it reached the scores of ${images} made images at ${scalars} scalars. Whether it reaches those of others is not known.`;
}

/** Nothing is left open: the scores themselves do not scale. */
function seenToBreak({ reason: _reason, ...structure }: StructureCertificate): StructureCertificate {
  return { ...structure, verdict: 'not homogeneous', network: 'not homogeneous' };
}

/** A structure without its proof. What the preprocessing breaks stays broken. */
const undecided = (
  { kind, verdict, tensor, culprits, preprocessing, cautions, nodes }: StructureCertificate,
  reason: string,
): StructureCertificate => ({
  kind,
  verdict: verdict === 'not homogeneous' && preprocessing.length > 0 ? verdict : 'undecided',
  network: 'undecided',
  ...(tensor === undefined ? {} : { tensor }),
  follows: [],
  culprits,
  preprocessing,
  cautions,
  nodes,
  reason,
});

const place = (culprit: DynamicResult['culprit']): string =>
  culprit === undefined ? 'a tensor' : `"${culprit.tensor}" of ${culprit.node}`;
