import type { Transformation } from '../../image/transformation.js';
import { correctAt } from '../../run/accuracyAlong.js';
import { knownLabels, type KnownImage } from '../../run/knownLabels.js';
import type { InspectionResult } from './evidence.js';
import { endOfTime, isOver, stoppedBy, type GateRun, type OwnGateShare } from './gateRun.js';
import type { InspectedCounts } from './inspectedShare.js';

/** What is done to images before they are asked about. */
export interface AppliedTransformation {
  readonly transformation: Transformation;
  readonly strength: number;
}

/** Images in a group, whose questions share batches: a part has whole ones. */
const atATime = 256;

/** The user's images whose label is known, and about which the transformation says something. */
export const judgedImages = ({ classifier, corpus }: GateRun, applied?: AppliedTransformation): readonly KnownImage[] =>
  (corpus === undefined ? [] : knownLabels(classifier, corpus)).filter(
    ({ image }) => applied?.transformation.unfit?.(image) === undefined,
  );

/** These images, each once: `held` are those that get the label they are known by, and `violated` the others. */
export async function inspectAccuracy(run: GateRun, applied?: AppliedTransformation): Promise<InspectionResult> {
  const { counts, byLabel, stopped } = await countRight(run, judgedImages(run, applied), applied);
  return {
    evidence: { counts, byLabel, outcomes: '', batchDependent: false, ...(stopped === undefined ? {} : { stopped }) },
  };
}

/** The same of a part's share of the images. */
export async function shareAccuracy(
  run: GateRun,
  own: OwnGateShare,
  applied?: AppliedTransformation,
): Promise<InspectedCounts> {
  const known = judgedImages(run, applied);
  const { from, to } = own.of(Math.ceil(known.length / atATime));
  return { kind: 'counts', ...(await countRight(run, known.slice(from * atATime, to * atATime), applied)) };
}

async function countRight(
  run: GateRun,
  known: readonly KnownImage[],
  applied: AppliedTransformation | undefined,
): Promise<Pick<Required<InspectedCounts>, 'counts' | 'byLabel'> & Pick<InspectedCounts, 'stopped'>> {
  const { labels } = run.classifier.spec;
  const end = endOfTime(run);
  const { images, correct, byTruth } = await correctAt(
    known,
    run.classifier,
    (image) => applied?.transformation.apply(image, applied.strength) ?? image,
    () => isOver(run),
    end.signal,
  ).finally(end.release);
  const counts = { held: correct, violated: images - correct, vacuous: 0, inconclusive: 0 };
  const byLabel = [...byTruth].map(([label, known]) => ({
    label: labels[label] ?? '',
    cases: known.images,
    violated: known.images - known.correct,
  }));
  return { counts, byLabel, ...(images < known.length ? { stopped: stoppedBy(run) } : {}) };
}
