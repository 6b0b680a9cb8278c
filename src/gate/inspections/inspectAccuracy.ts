import { labelOf } from '../../classifier/scores.js';
import { Subject } from '../../classifier/subject.js';
import { knownLabels, type KnownImage } from '../../run/knownLabels.js';
import type { Counts } from '../../run/progress.js';
import type { InspectionResult } from './evidence.js';
import { isOver, stoppedBy, type GateRun, type OwnGateShare } from './gateRun.js';
import type { InspectedCounts } from './inspectedShare.js';

/** Images after which the clock is looked at. */
const atATime = 256;

/** The user's images whose label is known, each once: `held` are those that get it, and `violated` the others. */
export async function inspectAccuracy(run: GateRun): Promise<InspectionResult> {
  const { counts, stopped } = await countRight(run, knownIn(run));
  return {
    evidence: { counts, outcomes: '', batchDependent: false, ...(stopped === undefined ? {} : { stopped }) },
  };
}

/** The same of a part's share of the images. */
export async function shareAccuracy(run: GateRun, own: OwnGateShare): Promise<InspectedCounts> {
  const known = knownIn(run);
  // Whole groups, whose questions share batches.
  const { from, to } = own.of(Math.ceil(known.length / atATime));
  return { kind: 'counts', ...(await countRight(run, known.slice(from * atATime, to * atATime))) };
}

const knownIn = ({ corpus, classifier }: GateRun): readonly KnownImage[] =>
  corpus === undefined ? [] : knownLabels(classifier, corpus);

async function countRight(run: GateRun, known: readonly KnownImage[]): Promise<Omit<InspectedCounts, 'kind'>> {
  const subject = new Subject(run.classifier);
  let [held, violated] = [0, 0];
  for (let first = 0; first < known.length && !isOver(run); first += atATime) {
    const some = known.slice(first, first + atATime);
    const answers = await Promise.all(some.map(async ({ image }) => labelOf(await subject.scores(image))));
    const right = answers.filter((label, i) => label === some[i]?.label).length;
    held += right;
    violated += some.length - right;
  }
  const counts: Counts = { held, violated, vacuous: 0, inconclusive: 0 };
  return { counts, ...(held + violated < known.length ? { stopped: stoppedBy(run) } : {}) };
}
