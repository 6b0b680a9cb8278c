import type { AskOptions, Classifier } from './classifier.js';
import type { Carried } from './file/runningWorker.js';

/** The workers that have a classifier's model, and can do more beside it than answer questions. */
export interface Crew {
  /** How many there are. */
  readonly count: number;
  /** In how many places of memory things lie that are carried to all of them. */
  readonly copies: number;
  /**
   * What a module answers to a task, in one of them.
   *
   * @param module exports `work`, of the type that `src/classifier/file/serve.ts` declares.
   * @param task copied.
   * @param carried what many tasks have in common, in shared memory: it costs next to nothing to give it again.
   * @throws CrashedClassifierError if the worker died of it; ClassifierError if it is lost or the module fails.
   */
  work(module: URL, task: unknown, carried: readonly Carried[], asked?: AskOptions): Promise<unknown>;
}

const crews = new WeakMap<Classifier, { readonly crew: Crew; readonly classify: object }>();

/** What answers, to be told from another. */
const answererOf = ({ classify }: { readonly classify: object }): object => classify;

/** The same classifier, of which it is known from now on that these workers answer for it just as it does itself. */
export function enlist(classifier: Classifier, crew: Crew): Classifier {
  crews.set(classifier, { crew, classify: answererOf(classifier) });
  return classifier;
}

/** A classifier that asks another in the very same way, and so has its workers: only what is known about it is different. */
export function withCrewOf(other: Classifier, classifier: Classifier): Classifier {
  const crew = crewOf(other);
  return crew === undefined ? classifier : enlist(classifier, crew);
}

/**
 * The workers that have a classifier's model; undefined where there are none. A copy with anything changed has none: what was
 * changed, the workers would not know of.
 *
 * @example crewOf(await openModel('model.onnx'))?.count; // 2
 */
export function crewOf(classifier: Classifier): Crew | undefined {
  const known = crews.get(classifier);
  // Replaced in place, as spies do.
  return known?.classify === answererOf(classifier) ? known.crew : undefined;
}
