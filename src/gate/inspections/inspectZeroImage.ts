import { lackOf } from '../../classifier/capability.js';
import { Subject } from '../../classifier/subject.js';
import type { Image } from '../../image/image.js';
import { measure } from '../../run/check.js';
import type { Property } from '../../run/property.js';
import { black, blackImage, mostFavoured } from './blackImage.js';
import type { InspectionResult } from './evidence.js';
import {
  askUntil,
  endOfTime,
  isOver,
  toConfirm,
  unlessLost,
  untilDeadline,
  type GateRun,
  type OwnGateShare,
} from './gateRun.js';
import type { InspectedSpans } from './inspectedShare.js';
import { countsOf, untried } from './results.js';
import { notTried, spanOf } from './shareProperty.js';

/**
 * Asks about the zero images. The evidence's value is the largest probability that one of them gives a label.
 *
 * @throws InputError if the classifier gives labels only.
 */
export async function inspectZeroImage(atMost: number, run: GateRun): Promise<InspectionResult> {
  const { classifier } = run;
  const property = blackImage(atMost);
  const probability = await probabilityOf(property, run);
  if (probability === undefined) return untried(property, run);
  const result = await measure(property, classifier, toldOf(run));
  if (result.lost !== undefined) run.loss.found = result.lost;
  return {
    result,
    evidence: { counts: countsOf(result), outcomes: '', batchDependent: false, value: probability },
  };
}

/** The same in parts: the first one does it. @throws as {@link inspectZeroImage} does. */
export async function shareZeroImage(atMost: number, run: GateRun, own: OwnGateShare): Promise<InspectedSpans> {
  const property = blackImage(atMost);
  const { name, claim } = property;
  const facts = { kind: 'cases', property: { name, claim }, wanted: 1, planned: 1 } as const;
  if (!own.isFirst) return { ...facts, spans: [] };
  const value = await probabilityOf(property, run);
  if (value === undefined) return { ...facts, spans: [notTried({ from: 0, to: 1 }, run)] };
  const { span } = await spanOf(property, { from: 0, to: 1 }, run, () => false, toldOf(run));
  return { ...facts, spans: [span], value };
}

/** What its run is told: it has one case, which needs no images. */
const toldOf = (run: GateRun) => {
  const { seed, signal } = run.options;
  return { seed, ...(signal === undefined ? {} : { signal }), ...untilDeadline(run, toConfirm) };
};

/** The largest probability that a zero image gives a label; undefined where the run is over. */
async function probabilityOf(property: Property<Image>, run: GateRun): Promise<number | undefined> {
  const { classifier } = run;
  const lack = lackOf(classifier, property.name, property.needs);
  if (lack !== undefined) throw lack;
  if (isOver(run)) return undefined;
  const favoured = await unlessLost(run, () =>
    askUntil(endOfTime(run), (signal) =>
      mostFavoured(new Subject(classifier, { signal }), black(classifier.spec.shape)),
    ),
  );
  return favoured?.probability;
}
