import { lackOf } from '../classifier/capability.js';
import type { Classifier } from '../classifier/classifier.js';
import type { Space } from '../classifier/inputWriter.js';
import { Subject } from '../classifier/subject.js';
import { ClassifierError, messageOf } from '../errors.js';
import { formatShape, sameShape, type ImageShape } from '../image/shape.js';
import { labelOf } from '../classifier/scores.js';
import { filled } from '../settings/check.js';
import { replaySettings } from '../settings/replay.js';
import type { OptionsOf } from '../settings/setting.js';
import type { Outcome } from './outcome.js';
import type { Property } from './property.js';

/** A counterexample of some day, and what it was found with. */
export interface ReplayableCase<Case> {
  readonly case: Case;
  /** Where its scalars act. */
  readonly space: Space;
  /** What the classifier took and gave. */
  readonly shape: ImageShape;
  readonly labels: readonly string[];
  /** Of the model. */
  readonly digest: string;
}

/**
 * - `still failing`: it violates the claim, alone and in a batch, every time.
 * - `fixed`: the claim is true of it, alone and in a batch, every time.
 * - `flaky`: answers differ between runs or between sizes of batches.
 * - `vacuous`, `inconclusive`: the claim has come to say nothing about it, or the difference is within rounding error. Not
 *   the same as fixed.
 * - `impossible`: it cannot be tried on this classifier; `why` says what stands in the way.
 */
export type ReplayAnswer = 'still failing' | 'fixed' | 'flaky' | 'vacuous' | 'inconclusive' | 'impossible';

/** What became of a counterexample. */
export interface ReplayResult {
  readonly answer: ReplayAnswer;
  /** Whether the model is another than the one it was found with. It is tried all the same. */
  readonly stale: boolean;
  /** In a sentence; empty where there is nothing to add. */
  readonly why: string;
  /** What it came to with the model asked about one image at a time, run by run. */
  readonly alone: readonly Outcome[];
  /** What it came to beside copies of itself in a batch. */
  readonly batched: readonly Outcome[];
}

/** How often a counterexample is tried. */
export interface ReplayOptions extends OptionsOf<typeof replaySettings> {}

/**
 * Tries a counterexample again: alone several times, and beside copies of itself in a batch.
 *
 * @throws ClassifierError if the model fails; InputError if an option makes no sense.
 * @example
 * const { answer, stale } = await replay(scalarInvariance(), classifier, await store.read(entry));
 */
export async function replay<Case>(
  property: Property<Case>,
  classifier: Classifier,
  stored: ReplayableCase<Case>,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  const { runs, copies } = filled('replay', replaySettings, options);
  const stale = stored.digest !== classifier.spec.digest;
  const impossible = (why: string): ReplayResult => ({ answer: 'impossible', stale, why, alone: [], batched: [] });
  const obstacle = obstacleTo(property, classifier, stored);
  if (obstacle !== undefined) return impossible(obstacle);
  const subject = new Subject(classifier, { space: stored.space });
  const alone: Outcome[] = [];
  const batched: Outcome[] = [];
  try {
    for (let run = 0; run < runs; run++) alone.push(await property.examine(stored.case, subject.vary({ alone: true })));
    const size = Math.min(copies, subject.batchLimit);
    const started = Array.from({ length: size > 1 ? size : 0 }, () => property.examine(stored.case, subject));
    // All are waited for, so that none is left running when one has failed.
    for (const settled of await Promise.allSettled(started))
      if (settled.status === 'rejected') throw settled.reason;
      else batched.push(settled.value);
  } catch (thrown) {
    // Properties change, and a case that one no longer understands says nothing about the model.
    if (thrown instanceof ClassifierError) throw thrown;
    return impossible(`${property.name} cannot examine it: ${messageOf(thrown)}`);
  }
  return { ...answerOf(alone, batched), stale, alone, batched };
}

function obstacleTo<Case>(
  { name, needs }: Property<Case>,
  classifier: Classifier,
  { shape, labels }: ReplayableCase<Case>,
): string | undefined {
  const { spec } = classifier;
  if (!sameShape(shape, spec.shape))
    return `its images are ${formatShape(shape)} and ${spec.id} takes ${formatShape(spec.shape)}`;
  if (labels.length !== spec.labels.length)
    return `it was found among ${labels.length} labels and ${spec.id} has ${spec.labels.length}`;
  return lackOf(classifier, name, needs)?.message;
}

const answers = { violated: 'still failing', held: 'fixed', vacuous: 'vacuous', inconclusive: 'inconclusive' } as const;

function answerOf(alone: readonly Outcome[], batched: readonly Outcome[]): Pick<ReplayResult, 'answer' | 'why'> {
  const [first] = alone;
  const different = new Set([...alone, ...batched].map(inShort));
  if (first === undefined || different.size > 1)
    return { answer: 'flaky', why: [countsOf(alone, 'alone'), countsOf(batched, 'in a batch')].join('; ') };
  return { answer: answers[first.kind], why: first.kind === 'held' ? '' : first.why };
}

/** Two outcomes are the same answer if these are equal. Scores may differ in the last bits, labels may not. */
function inShort(outcome: Outcome): string {
  if (outcome.kind !== 'violated') return outcome.kind;
  const ends = [outcome.views[0], outcome.views.at(-1)];
  return JSON.stringify([outcome.kind, ...ends.map((view) => (view === undefined ? null : labelOf(view.scores)))]);
}

/** `2 x violated (cat became dog), 1 x held alone`. */
function countsOf(outcomes: readonly Outcome[], how: string): string {
  if (outcomes.length === 0) return `not tried ${how}`;
  const texts = outcomes.map((outcome) => (outcome.kind === 'violated' ? `violated (${outcome.why})` : outcome.kind));
  const counts = [...new Set(texts)].map((text) => `${texts.filter((other) => other === text).length} x ${text}`);
  // A random model has an answer for every copy.
  const shown = counts.length > 4 ? [...counts.slice(0, 4), `${counts.length - 4} other answers`] : counts;
  return `${shown.join(', ')} ${how}`;
}
