import * as fc from 'fast-check';
import { Subject } from '../../classifier/subject.js';
import { now } from '../../clock.js';
import type { Image } from '../../image/image.js';
import { measure } from '../../run/check.js';
import { labelRowsOf } from '../../run/labelRows.js';
import { LabelTally } from '../../run/labelTally.js';
import { Tally } from '../../run/progress.js';
import type { Property } from '../../run/property.js';
import type { InspectionResult } from './evidence.js';
import { isOver, stoppedBy, unlessLost, type GateRun } from './gateRun.js';
import { OutcomeLetters } from './outcomes.js';
import { countedResult, lostOf } from './results.js';

/** Images whose fate is asked for at once; between such groups the time is looked at. */
const group = 64;

/** Examines each image of a run, once. */
export async function inspectImages(property: Property<Image>, run: GateRun): Promise<InspectionResult> {
  const { classifier, options } = run;
  const images = run.eachImage();
  const started = now();
  const subject = new Subject(classifier, options.space === undefined ? {} : { space: options.space });
  const tally = new Tally();
  const labels = new LabelTally(classifier.spec.labels);
  const letters = new OutcomeLetters();
  let worst: { readonly image: Image; readonly margin: number } | undefined;
  while (tally.cases < images.length && !isOver(run)) {
    const some = images.slice(tally.cases, tally.cases + group);
    const outcomes = await unlessLost(run, () => Promise.all(some.map((image) => property.examine(image, subject))));
    if (outcomes === undefined) break;
    for (const [i, outcome] of outcomes.entries()) {
      tally.add(outcome);
      labels.add(outcome);
      letters.add(outcome.kind);
      // By more than rounding, so that it is the same image every time.
      if (outcome.kind === 'violated' && !(worst !== undefined && outcome.margin >= worst.margin * (1 + 1e-5)))
        worst = { image: some[i]!, margin: outcome.margin };
    }
    options.onProgress?.({
      property: property.name,
      phase: 'cases',
      done: tally.cases,
      planned: images.length,
      violated: tally.counts.violated,
    });
  }
  const counts = { ...tally.counts };
  const rows = await labelRowsOf(labels.counts, classifier.spec.labels);
  const stopped = tally.cases < images.length ? stoppedBy(run) : undefined;
  const shown =
    worst === undefined || run.loss.found !== undefined
      ? undefined
      : await measure(property, classifier, { ...options, images: fc.constant(worst.image), cases: 1 });
  return {
    result: {
      ...countedResult(property, counts, options.seed),
      ...(stopped === undefined || counts.violated > 0 ? {} : { verdict: 'inconclusive', reason: stopped }),
      ...lostOf(run),
      ...(shown?.counterexample === undefined ? {} : { counterexample: shown.counterexample }),
      planned: images.length,
      reasons: Object.fromEntries(tally.reasons),
      evaluated: subject.evaluated + (shown?.evaluated ?? 0),
      durationMs: Math.round(now() - started),
      ...rows,
    },
    evidence: {
      counts,
      outcomes: letters.toString(),
      ...(rows.byLabel === undefined ? {} : { byLabel: rows.byLabel }),
      batchDependent: false,
      ...(stopped === undefined ? {} : { stopped }),
    },
  };
}
