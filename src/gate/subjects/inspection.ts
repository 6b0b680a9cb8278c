import * as fc from 'fast-check';
import { lackOf } from '../../classifier/capability.js';
import type { Classifier } from '../../classifier/classifier.js';
import { Subject } from '../../classifier/subject.js';
import type { Image } from '../../image/image.js';
import { measure } from '../../run/check.js';
import { now } from '../../clock.js';
import { Tally, type Counts } from '../../run/progress.js';
import type { Property } from '../../run/property.js';
import type { Result } from '../../run/result.js';
import type { RunOptions } from '../../run/setup.js';
import { black, blackImage, mostFavoured } from './blackImage.js';
import { letterOf } from './outcomes.js';
import type { Evidence, Limit } from '../limits/limit.js';

/** What a run of one subject gave: its result for the report, and the evidence for its limits. */
export interface Inspected {
  readonly result: Result;
  readonly evidence: Evidence;
}

/** What every run of a gate shares. */
export interface Circumstances {
  readonly classifier: Classifier;
  /** Images, seed, scalars, space and overflow. */
  readonly options: RunOptions & { readonly seed: number };
  /** A moment on the clock after which nothing is begun. */
  readonly deadline: number | undefined;
  readonly tolerance: number;
}

/** For each decided case that is wanted, up to so many are tried: the ratio at which a run gives up. */
const triesEach = 11;

/** Tries a property until all of its limits are settled. */
export async function inspectProperty(
  property: Property<unknown>,
  limits: readonly Limit[],
  cases: number,
  { classifier, options, deadline }: Circumstances,
): Promise<Inspected> {
  if (isOver(deadline, options)) return untried(property, options);
  const letters: string[] = [];
  let enough = false;
  const most = cases * triesEach;
  const result = await measure(property, classifier, {
    ...options,
    ...timeUntil(deadline),
    cases: most,
    until: (counts, { kind }) => {
      letters.push(letterOf[kind]);
      enough = counts.held + counts.violated >= cases || limits.every((limit) => limit.settled(counts));
      return enough;
    },
  });
  const complete = enough || result.cases === result.planned;
  return {
    result: { ...result, planned: Math.max(result.cases, Math.min(cases, result.planned)) },
    evidence: {
      counts: countsOf(result),
      outcomes: letters.join(''),
      batchDependent: result.reason === 'batch-dependent',
      ...(complete ? {} : { stopped: stoppedBy(options) }),
    },
  };
}

/** Images whose fate is asked for at once; between such groups the time is looked at. */
const group = 64;

/** Examines each of the images, once. */
export async function inspectImages(
  property: Property<Image>,
  images: readonly Image[],
  { classifier, options, deadline }: Circumstances,
): Promise<Inspected> {
  const started = now();
  const subject = new Subject(classifier, options.space === undefined ? {} : { space: options.space });
  const tally = new Tally();
  const letters: string[] = [];
  let worst: { readonly image: Image; readonly margin: number } | undefined;
  while (tally.cases < images.length && !isOver(deadline, options)) {
    const some = images.slice(tally.cases, tally.cases + group);
    const outcomes = await Promise.all(some.map((image) => property.examine(image, subject)));
    for (const [i, outcome] of outcomes.entries()) {
      tally.add(outcome);
      letters.push(letterOf[outcome.kind]);
      // By more than rounding, so that it is the same image every time.
      if (outcome.kind === 'violated' && !(worst !== undefined && outcome.margin >= worst.margin * (1 + 1e-5)))
        worst = { image: some[i]!, margin: outcome.margin };
    }
    options.onProgress?.({
      property: property.name,
      phase: 'cases',
      done: tally.cases,
      planned: images.length,
      violations: tally.counts.violated,
    });
  }
  const counts = { ...tally.counts };
  const stopped = tally.cases < images.length ? stoppedBy(options) : undefined;
  const shown =
    worst === undefined
      ? undefined
      : await measure(property, classifier, { ...options, images: fc.constant(worst.image), cases: 1 });
  return {
    result: {
      ...resultOf(property, counts, options.seed),
      ...(stopped === undefined || counts.violated > 0 ? {} : { verdict: 'inconclusive', reason: stopped }),
      ...(shown?.counterexample === undefined ? {} : { counterexample: shown.counterexample }),
      planned: images.length,
      reasons: Object.fromEntries(tally.reasons),
      evaluated: subject.evaluated + (shown?.evaluated ?? 0),
      durationMs: Math.round(now() - started),
    },
    evidence: {
      counts,
      outcomes: letters.join(''),
      batchDependent: false,
      ...(stopped === undefined ? {} : { stopped }),
    },
  };
}

/** Asks about the zero images. @throws InputError if the classifier gives labels only. */
export async function inspectZeroImage(
  atMost: number,
  { classifier, options, deadline }: Circumstances,
): Promise<Inspected> {
  const property = blackImage(atMost);
  const lack = lackOf(classifier, property.name, property.needs);
  if (lack !== undefined) throw lack;
  if (isOver(deadline, options)) return untried(property, options);
  const { probability } = await mostFavoured(new Subject(classifier), black(classifier.spec.shape));
  const result = await measure(property, classifier, { seed: options.seed });
  return {
    result,
    evidence: { counts: countsOf(result), outcomes: '', batchDependent: false, value: probability },
  };
}

const countsOf = ({ held, violations, vacuous, inconclusive }: Result): Counts => ({
  held,
  violated: violations,
  vacuous,
  inconclusive,
});

/** What is known of a property whose turn did not come. */
function untried(property: Property<unknown>, options: Circumstances['options']): Inspected {
  const counts = { held: 0, violated: 0, vacuous: 0, inconclusive: 0 };
  const stopped = stoppedBy(options);
  return {
    result: { ...resultOf(property, counts, options.seed), verdict: 'inconclusive', reason: stopped },
    evidence: { counts, outcomes: '', batchDependent: false, stopped },
  };
}

const resultOf = (property: Property<unknown>, counts: Counts, seed: number): Result => ({
  property: property.name,
  claim: property.claim,
  verdict: counts.violated > 0 ? 'violated' : counts.held > 0 ? 'held' : 'inconclusive',
  cases: counts.held + counts.violated + counts.vacuous + counts.inconclusive,
  planned: 1,
  held: counts.held,
  violations: counts.violated,
  vacuous: counts.vacuous,
  inconclusive: counts.inconclusive,
  reasons: {},
  seed,
  evaluated: 0,
  durationMs: 0,
});

const timeUntil = (deadline: number | undefined): Pick<RunOptions, 'timeLimit'> =>
  deadline === undefined ? {} : { timeLimit: Math.max(1, deadline - now()) / 1000 };

const isOver = (deadline: number | undefined, { signal }: RunOptions): boolean =>
  signal?.aborted === true || (deadline !== undefined && now() >= deadline);

const stoppedBy = ({ signal }: RunOptions): 'time limit' | 'aborted' =>
  signal?.aborted === true ? 'aborted' : 'time limit';
