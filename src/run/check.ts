import type * as fc from 'fast-check';
import type { Classifier } from '../classifier/classifier.js';
import { placeOf, withTold } from './casePlace.js';
import { now } from '../clock.js';
import { concludeRun } from './conclude.js';
import { Examination } from './examination.js';
import type { Property } from './property.js';
import type { Result } from './result.js';
import { assertNoSearch } from './search/assertNoSearch.js';
import { searchCases } from './search/searchCases.js';
import { Session, type SessionFindings } from './session.js';
import { setUp, type RunOptions } from './setup.js';
import { runSettings } from '../settings/run.js';

/**
 * Tries a property on a classifier, case after case, and stops at the first violation: it is shrunk, confirmed with the
 * model asked about one image at a time, and its cause is looked for. A property that claims nothing is measured instead.
 * `examples` are tried first; one that violates is the counterexample as it is. With `search` it goes on from the cases that come
 * nearest to a violation, which finds rare ones sooner.
 *
 * The runner is fast-check's: `fc.check(await asFastCheck(property, classifier, options), { seed, path, endOnFailure: true })` gives
 * the counterexample again.
 *
 * @throws InputError if the set-up makes no sense; ClassifierError if the model fails in the middle.
 * @example
 * const result = await check(scalarInvariance(), classifier, { images: images.from('samples'), seed: 42 });
 * if (result.verdict === 'violated') console.log(result.counterexample?.why);
 */
export async function check<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: RunOptions<NoInfer<Case>> = {},
): Promise<Result<Case>> {
  if (property.kind === 'rate') return measure(property, classifier, options);
  const asked = now();
  const session = new Session(await setUp(property, classifier, options, 'check'), { asked });
  try {
    const known = await session.examples({ stopAtViolation: true });
    return await concludeRun(session, known ?? (await firstViolation(session)));
  } finally {
    session.end();
  }
}

const firstViolation = <Case>(session: Session<Case>): Promise<SessionFindings<Case> | undefined> => {
  const { search, path } = session.setup.options;
  // A path leads to a case that was found already.
  return search === true && path === undefined ? searchCases(session) : session.cases({ stopAtViolation: true });
};

/**
 * As {@link check}, but tries all cases and counts. The counterexample is the worst one (smallest margin), shrunk.
 *
 * @example const { violated, cases } = await measure(scalarInvariance(), classifier, { cases: 10_000 });
 */
export async function measure<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: RunOptions<NoInfer<Case>> = {},
): Promise<Result<Case>> {
  assertNoSearch(options, 'a rate');
  const asked = now();
  const session = new Session(await setUp(property, classifier, options, 'measure'), { asked });
  try {
    const known = await session.examples({ stopAtViolation: false });
    // A path into a shrink tree names one case, and after it fast-check would go on with its siblings.
    const single = options.path?.includes(':') === true;
    const failed = await session.cases({ stopAtViolation: single });
    const found = single || session.worst === undefined ? failed : await session.shrink(session.worst);
    return await concludeRun(session, found, known);
  } finally {
    session.end();
  }
}

/**
 * A conic property on a classifier as an ordinary fast-check property, one case at a time: to replay a reported seed and
 * path, or to run with fast-check's own tools. The path of a case that a search made (`17+1=7:2`) is told here as `path`, and what is
 * left of it without what stands behind each `+` is fast-check's: `17:2`.
 *
 * @example
 * const scalable = await openModel('without-biases.onnx');
 * await fc.assert(await asFastCheck(scalarInvariance(), scalable), { seed: 42, numRuns: 20 });
 */
export async function asFastCheck<Case>(
  property: Property<Case>,
  classifier: Classifier,
  options: RunOptions<NoInfer<Case>> = {},
): Promise<fc.IAsyncProperty<[Case]>> {
  assertNoSearch(options, 'fast-check');
  const { subject, context } = await setUp(property, classifier, options, 'asFastCheck');
  const place = placeOf(options.path ?? '');
  return new Examination(property, subject, context, {
    onFault: 'fail',
    shrink: options.shrink ?? runSettings.shrink.default,
    ...(place.told.size === 0 ? {} : { source: withTold(place) }),
  });
}
