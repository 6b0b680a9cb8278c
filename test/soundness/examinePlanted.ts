import { certifyRay } from '../../src/certify/ray/certifyRay.js';
import { certifySegment } from '../../src/certify/ray/certifySegment.js';
import { certifyRegion } from '../../src/certify/region/certifyRegion.js';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import type { Classifier } from '../../src/classifier/classifier.js';
import { labelOf } from '../../src/classifier/scores.js';
import { Subject } from '../../src/classifier/subject.js';
import type { LabelInterval } from '../../src/certify/ray/certificate.js';
import type { Planted } from './planted.js';

/** What became of a planted counterexample. */
export interface PlantedFindings {
  /** The engine gives another label there. */
  readonly isShown: boolean;
  /** One of some samples has another label as well. */
  readonly isSampled: boolean;
  /** A certificate has it: a flip, or a witness. */
  readonly isLocated: boolean;
  /** Something was proved that has it inside. */
  readonly isProved: boolean;
}

/** @param samples how many are tried. */
export async function examinePlanted(
  classifier: Classifier,
  planted: Planted,
  samples: number,
): Promise<PlantedFindings> {
  const subject = new Subject(classifier);
  const labelAt = async (image: Planted['witness']): Promise<number> => labelOf(await subject.scores(image));
  const own = 0;
  const others = await Promise.all(planted.samples(samples).map(labelAt));
  const { isLocated, isProved } = await certified(classifier, planted, own);
  return {
    isShown: (await labelAt(planted.witness)) !== own,
    isSampled: others.some((label) => label !== own),
    isLocated,
    isProved: isProved || certifyStructure(classifier).verdict === 'proved',
  };
}

async function certified(
  classifier: Classifier,
  { kind, images, place }: Planted,
  own: number,
): Promise<Pick<PlantedFindings, 'isLocated' | 'isProved'>> {
  const [first, second] = images;
  if (first === undefined) throw new Error('no image');
  const proves = (intervals: readonly LabelInterval[], at: number): boolean =>
    intervals.some(({ word, label, min, max }) => word.startsWith('proved') && label === own && min < at && at < max);
  if (kind === 'ray') {
    const { intervals, flips } = await certifyRay(classifier, first, { timeLimit: 5 });
    return { isLocated: flips.length >= 2, isProved: proves(intervals, place[0]!) };
  }
  if (kind === 'segment') {
    const { intervals, flips } = await certifySegment(classifier, first, second!, { timeLimit: 5 });
    return { isLocated: flips.length >= 2, isProved: proves(intervals, place[1]!) };
  }
  const { word } = await certifyRegion(classifier, images, { timeLimit: 1 });
  return { isLocated: word === 'refuted', isProved: word === 'proved-real' };
}
