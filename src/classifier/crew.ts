import type { AskOptions, Classifier } from './classifier.js';

/** The worker threads that have a classifier's model, and can do more beside it than answer questions. */
export interface Crew {
  /** How many there are. */
  readonly count: number;
  /**
   * What a module answers to a task, in one of the threads.
   *
   * @param module exports `work`, of the type that `src/classifier/file/serve.ts` declares.
   * @param task copied, but for shared memory.
   * @throws ClassifierError if the thread is lost or the module fails.
   */
  work(module: URL, task: unknown, asked?: AskOptions): Promise<unknown>;
}

const crews = new WeakMap<Classifier, { readonly crew: Crew; readonly classify: object }>();

/** What answers, to be told from another. */
const answererOf = ({ classify }: { readonly classify: object }): object => classify;

/** The same classifier, of which it is known from now on that these threads answer for it just as it does itself. */
export function enlist(classifier: Classifier, crew: Crew): Classifier {
  crews.set(classifier, { crew, classify: answererOf(classifier) });
  return classifier;
}

/** A classifier that asks another in the very same way, and so has its threads: only what is known about it is different. */
export function withCrewOf(other: Classifier, classifier: Classifier): Classifier {
  const crew = crewOf(other);
  return crew === undefined ? classifier : enlist(classifier, crew);
}

/**
 * The threads that have a classifier's model; undefined where there are none. A copy with anything changed has none: what was
 * changed, the threads would not know of.
 *
 * @example crewOf(await openModel('model.onnx'))?.count; // 2
 */
export function crewOf(classifier: Classifier): Crew | undefined {
  const known = crews.get(classifier);
  // Replaced in place, as spies do.
  return known?.classify === answererOf(classifier) ? known.crew : undefined;
}
