import type { Classifier } from '../classifier/classifier.js';
import { InputError } from '../errors.js';

/** Whether it is a classifier, or somebody forgot to await one. */
export const mayBeClassifier = (received: unknown): boolean => isClassifier(received) || isPromise(received);

/** What was handed to `expect`, as a classifier. @throws InputError if it is something else. */
export function asClassifier(received: unknown): Classifier {
  if (isClassifier(received)) return received;
  const promised = isPromise(received);
  throw new InputError({
    where: 'expect(…)',
    found: promised ? 'a promise' : received === null ? 'null' : `a value of type ${typeof received}`,
    expected: 'a classifier, as openModel or fromFunction give',
    ...(promised ? { remedy: 'Await it: expect(await openModel(…)).' } : {}),
    ...(received === undefined ? { remedy: 'Is it opened in beforeAll, and was that awaited?' } : {}),
  });
}

const isClassifier = (value: unknown): value is Classifier =>
  typeof value === 'object' &&
  value !== null &&
  'spec' in value &&
  'classify' in value &&
  typeof value.classify === 'function';

const isPromise = (value: unknown): boolean => typeof value === 'object' && value !== null && 'then' in value;
