import { inspect } from 'node:util';
import type { MatcherAnswer } from './runner.js';

/**
 * `toSatisfy` as Vitest and jest-extended have it, which conic's takes the place of: suites that use it must not break when
 * conic is imported. Answers at once, as theirs does.
 *
 * @param message what stands for the predicate when it fails.
 */
export function judgeValue(
  received: unknown,
  predicate: (value: unknown) => unknown,
  message: unknown,
  not: boolean,
): MatcherAnswer {
  const pass = Boolean(predicate(received));
  const wanted = typeof message === 'string' ? message : String(predicate);
  return {
    pass,
    message: () =>
      `expect(received)${not ? '.not' : ''}.toSatisfy(predicate)\n\n  expected ${not ? 'not ' : ''}to satisfy: ${wanted}\n  received: ${inspect(received)}`,
  };
}
