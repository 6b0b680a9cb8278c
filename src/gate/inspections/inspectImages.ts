import * as fc from 'fast-check';
import { Subject } from '../../classifier/subject.js';
import { now } from '../../clock.js';
import type { Image } from '../../image/image.js';
import { measure } from '../../run/check.js';
import { heardOf } from '../../run/heard.js';
import { labelRowsOf, type LabelRows } from '../../run/labelRows.js';
import { LabelTally } from '../../run/labelTally.js';
import type { Share } from '../../run/share.js';
import { Tally } from '../../run/progress.js';
import type { Outcome } from '../../run/outcome.js';
import type { Property } from '../../run/property.js';
import type { Result } from '../../run/result.js';
import { mayBeWorst } from '../../run/worst.js';
import { askCurve } from '../report/curve.js';
import { CaseLabelLetters } from './caseLabels.js';
import type { Evidence, InspectionResult } from './evidence.js';
import {
  askUntil,
  endOfGrace,
  endOfTime,
  isOver,
  stoppedBy,
  toConfirm,
  unlessLost,
  untilDeadline,
  type GateRun,
  type OwnGateShare,
} from './gateRun.js';
import type { FoundInSpan, InspectedSpans } from './inspectedShare.js';
import { OutcomeLetters } from './outcomes.js';
import { countedResult } from './results.js';

/** Images whose fate is asked for at once; between such groups the time is looked at. */
const group = 64;

/** Examines each image of a run, once. */
export async function inspectImages(property: Property<Image>, run: GateRun): Promise<InspectionResult> {
  const started = now();
  const images = run.eachImage();
  const labels = new LabelTally(run.classifier.spec.labels);
  const letters = new OutcomeLetters();
  let worst: { readonly image: Image; readonly margin: number } | undefined;
  const { tally, evaluated } = await examineEach(property, run, { from: 0, to: images.length }, (outcome, image) => {
    labels.add(heardOf(outcome));
    letters.add(outcome.kind);
    // By more than rounding, so that it is the same image every time.
    if (outcome.kind === 'violated' && !(worst !== undefined && outcome.margin >= worst.margin * (1 + 1e-5)))
      worst = { image, margin: outcome.margin };
  });
  const shown =
    worst === undefined || run.loss.found !== undefined ? undefined : await alone(property, worst.image, run);
  return inspectedImages(property, {
    tally,
    rows: await labelRowsOf(labels.counts, run.classifier.spec.labels),
    planned: images.length,
    outcomes: letters.toString(),
    seed: run.options.seed,
    stopped: tally.cases < images.length ? stoppedBy(run) : undefined,
    lost: run.loss.found,
    counterexample: shown?.counterexample,
    evaluated: evaluated + (shown?.evaluated ?? 0),
    durationMs: Math.round(now() - started),
  });
}

/** What is known of images that were examined one by one. */
export interface ImagesExamined extends Pick<Result, 'planned' | 'seed' | 'evaluated' | 'durationMs'> {
  readonly tally: Tally;
  /** The same label by label. */
  readonly rows: LabelRows;
  readonly outcomes: string;
  readonly stopped: Evidence['stopped'];
  readonly lost: string | undefined;
  /** The clearest violation, if there is one to be shown. */
  readonly counterexample: Result['counterexample'];
}

/** What came of images that were examined one by one. */
export function inspectedImages(
  property: Pick<Property<never>, 'name' | 'claim'>,
  { tally, rows, planned, outcomes, seed, stopped, lost, counterexample, evaluated, durationMs }: ImagesExamined,
): InspectionResult & { readonly result: Result } {
  const counts = { ...tally.counts };
  return {
    result: {
      ...countedResult(property, counts, seed),
      ...(stopped === undefined || counts.violated > 0 ? {} : { verdict: 'inconclusive', reason: stopped }),
      ...(lost === undefined ? {} : { lost }),
      ...(counterexample === undefined ? {} : { counterexample }),
      planned,
      reasons: Object.fromEntries(tally.reasons),
      evaluated,
      durationMs,
      ...rows,
    },
    evidence: {
      counts,
      outcomes,
      ...(rows.byLabel === undefined ? {} : { byLabel: rows.byLabel }),
      batchDependent: false,
      ...(stopped === undefined ? {} : { stopped }),
    },
  };
}

/**
 * Examines a part's share of the images of a run. A part has whole groups of images, whose questions share batches: so what it finds is
 * what the single gate finds, to the last bit.
 *
 * @param size images in a group; 1 where each is asked about for itself.
 */
export async function shareImages(
  property: Property<Image>,
  run: GateRun,
  own: OwnGateShare,
  size = group,
): Promise<InspectedSpans> {
  const started = now();
  const { length } = run.eachImage();
  const groups = own.of(Math.ceil(length / size));
  const share = { from: Math.min(length, groups.from * size), to: Math.min(length, groups.to * size) };
  const letters = new OutcomeLetters();
  const whys: string[] = [];
  const clearer: { readonly number: number; readonly image: Image; readonly margin: number }[] = [];
  const labels = new CaseLabelLetters();
  let number = share.from;
  const { tally, evaluated: asked } = await examineEach(property, run, share, (outcome, image) => {
    letters.add(outcome.kind);
    labels.add(number, heardOf(outcome));
    if ('why' in outcome && outcome.kind !== 'violated') whys.push(outcome.why);
    const last = clearer.at(-1)?.margin;
    if (outcome.kind === 'violated' && !(last !== undefined && outcome.margin >= last))
      clearer.push({ number, image, margin: outcome.margin });
    number++;
  });
  const found: FoundInSpan[] = [];
  let evaluated = asked;
  for (const { number: place, image, margin } of clearer) {
    if (run.loss.found !== undefined) break;
    const shown = mayBeWorst(margin, clearer.at(-1)?.margin ?? 0) ? await alone(property, image, run) : undefined;
    evaluated += shown?.evaluated ?? 0;
    found.push({
      number: place,
      margin,
      counterexample: shown === undefined ? undefined : (shown.counterexample ?? null),
      ...(await curveOf(shown?.counterexample, run)),
    });
  }
  const stopped = tally.cases < share.to - share.from ? stoppedBy(run) : undefined;
  const { name, claim } = property;
  const span = {
    ...share,
    outcomes: letters.toString(),
    whys,
    ...labels.inSpan,
    found,
    ...(stopped === undefined ? {} : { stopped }),
    ...(run.loss.found === undefined ? {} : { lost: run.loss.found }),
    evaluated,
    durationMs: Math.round(now() - started),
  };
  const spans = share.from === share.to ? [] : [span];
  return { kind: 'images', property: { name, claim }, wanted: length, planned: length, spans };
}

/** The curve that the report shows beside a counterexample, if it has one. */
export async function curveOf(
  counterexample: Result['counterexample'],
  run: GateRun,
): Promise<Pick<FoundInSpan, 'curve'>> {
  const { classifier, loss } = run;
  const { space } = run.options;
  if (counterexample === undefined || loss.found !== undefined) return {};
  const told = space === undefined ? {} : { space };
  const curve = await askUntil(endOfGrace(run), (signal) => askCurve(counterexample, classifier, { ...told, signal }));
  return curve === undefined ? {} : { curve };
}

/** Asks about one image, which is then confirmed and explained. */
const alone = (property: Property<Image>, image: Image, run: GateRun): Promise<Result> =>
  measure(property, run.classifier, {
    ...run.options,
    ...untilDeadline(run, toConfirm),
    images: fc.constant(image),
    cases: 1,
  });

/** Examines some images, as far as the run comes. */
async function examineEach(
  property: Property<Image>,
  run: GateRun,
  { from, to }: Share,
  hear: (outcome: Outcome, image: Image) => void,
): Promise<{ readonly tally: Tally; readonly evaluated: number }> {
  const { classifier, options } = run;
  const images = run.eachImage().slice(from, to);
  const { space } = options;
  const count = { images: 0 };
  const tally = new Tally();
  await askUntil(endOfTime(run), async (signal) => {
    const subject = new Subject(classifier, { signal, ...(space === undefined ? {} : { space }) }, count);
    while (tally.cases < images.length && !isOver(run)) {
      const some = images.slice(tally.cases, tally.cases + group);
      const outcomes = await unlessLost(run, () => Promise.all(some.map((image) => property.examine(image, subject))));
      // The images of a group of which one was too late have not been examined.
      if (outcomes === undefined || signal.aborted) break;
      for (const [i, outcome] of outcomes.entries()) {
        tally.add(outcome);
        hear(outcome, some[i]!);
      }
      options.onProgress?.({
        property: property.name,
        phase: 'cases',
        done: tally.cases,
        planned: images.length,
        violated: tally.counts.violated,
      });
    }
  });
  return { tally, evaluated: count.images };
}
