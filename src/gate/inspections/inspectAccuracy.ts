import type { Transformation } from '../../image/transformation.js';
import { correctAt } from '../../run/accuracyAlong.js';
import { knownLabels, type KnownImage } from '../../run/knownLabels.js';
import type { Counts } from '../../run/progress.js';
import type { InspectionResult } from './evidence.js';
import { isOver, stoppedBy, type GateRun } from './gateRun.js';

/** What is done to images before they are asked about. */
export interface AppliedTransformation {
  readonly transformation: Transformation;
  readonly strength: number;
}

/** The user's images whose label is known, and about which the transformation says something. */
export const judgedImages = ({ classifier, corpus }: GateRun, applied?: AppliedTransformation): readonly KnownImage[] =>
  (corpus === undefined ? [] : knownLabels(classifier, corpus)).filter(
    ({ image }) => applied?.transformation.unfit?.(image) === undefined,
  );

/** These images, each once: `held` are those that get the label they are known by, and `violated` the others. */
export async function inspectAccuracy(run: GateRun, applied?: AppliedTransformation): Promise<InspectionResult> {
  const known = judgedImages(run, applied);
  const { images, correct } = await correctAt(
    known,
    run.classifier,
    (image) => applied?.transformation.apply(image, applied.strength) ?? image,
    () => isOver(run),
  );
  const counts: Counts = { held: correct, violated: images - correct, vacuous: 0, inconclusive: 0 };
  const stopped = images < known.length ? { stopped: stoppedBy(run) } : {};
  return { evidence: { counts, outcomes: '', batchDependent: false, ...stopped } };
}
