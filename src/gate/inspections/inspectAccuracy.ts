import { labelOf } from '../../classifier/scores.js';
import { Subject } from '../../classifier/subject.js';
import { knownLabels } from '../../run/knownLabels.js';
import type { Counts } from '../../run/progress.js';
import type { InspectionResult } from './evidence.js';
import { isOver, stoppedBy, type GateRun } from './gateRun.js';

/** Images after which the clock is looked at. */
const atATime = 256;

/** The user's images whose label is known, each once: `held` are those that get it, and `violated` the others. */
export async function inspectAccuracy(run: GateRun): Promise<InspectionResult> {
  const { classifier, corpus } = run;
  const known = corpus === undefined ? [] : knownLabels(classifier, corpus);
  const subject = new Subject(classifier);
  let [held, violated] = [0, 0];
  for (let first = 0; first < known.length && !isOver(run); first += atATime) {
    const some = known.slice(first, first + atATime);
    const answers = await Promise.all(some.map(async ({ image }) => labelOf(await subject.scores(image))));
    const right = answers.filter((label, i) => label === some[i]?.label).length;
    held += right;
    violated += some.length - right;
  }
  const counts: Counts = { held, violated, vacuous: 0, inconclusive: 0 };
  const stopped = held + violated < known.length ? { stopped: stoppedBy(run) } : {};
  return { evidence: { counts, outcomes: '', batchDependent: false, ...stopped } };
}
