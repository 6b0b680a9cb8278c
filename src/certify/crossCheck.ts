import type { DynamicResult } from './dynamic/certifyDynamic.js';
import type { StructureCertificate } from './structure/certifyStructure.js';

/** What the structure says, what probing found, and where the two disagree. */
export interface Certification {
  readonly structure: StructureCertificate;
  /** Left out where the model was not run. */
  readonly dynamic?: DynamicResult;
  /** A sentence each. Empty where they agree, or one of them is undecided. */
  readonly disagreements: readonly string[];
}

/**
 * Puts the two answers about a network side by side. A proof and a tensor that does not scale cannot both be right about
 * real arithmetic: either floats part from it there, or conic is wrong, and both are worth knowing.
 *
 * @param dynamic undefined where the model was not run.
 */
export function crossCheck(structure: StructureCertificate, dynamic: DynamicResult | undefined): Certification {
  if (dynamic === undefined) return { structure, disagreements: [] };
  const { culprits, network, cautions } = structure;
  const { culprit, verdict } = dynamic;
  const disagreements: string[] = [];
  const [first] = culprits;
  // Behind a factor of 0 anything may happen, and equal numbers that come last do no harm.
  const harmless = !dynamic.reachesScores || (culprit !== undefined && culprit.node === structure.equalOffset);
  if (network === 'proved' && verdict === 'breaks' && !harmless)
    disagreements.push(
      `the structure is proved, and ${place(culprit)} does not scale bit by bit. ${
        cautions.length > 0
          ? 'The notes above say where floats and real arithmetic part.'
          : 'Floats and real arithmetic part there, or conic is wrong: please report it.'
      }`,
    );
  if (network === 'not homogeneous' && verdict === 'scales')
    disagreements.push(
      `the structure blames ${first?.node ?? 'the network'}, and all tensors scale bit by bit on the images that were tried`,
    );
  const blamed = culprits.some(({ node }) => node === culprit?.node);
  if (network === 'not homogeneous' && verdict === 'breaks' && culprit !== undefined && !blamed)
    disagreements.push(
      `the structure blames ${culprits.map(({ node }) => node).join(', ')}, and probing ${culprit.node}`,
    );
  return { structure, dynamic, disagreements };
}

const place = (culprit: DynamicResult['culprit']): string =>
  culprit === undefined ? 'a tensor' : `"${culprit.tensor}" of ${culprit.node}`;
