import { ClassifierError, InputError, LostClassifierError, type Problem } from '../../errors.js';

/**
 * What became of a request that was not answered as it should be:
 * - `away`: nobody answers at the address, or the connection broke before the answer was whole;
 * - `busy`: the server, or what stands before it, says that it cannot answer now;
 * - `late`: no answer within the time limit;
 * - `refused`: the question is none that it takes, as it is or by its size;
 * - `failed`: the model failed on it;
 * - `denied`: it does not answer to us;
 * - `unknown`: it has no such model, or speaks another protocol;
 * - `untrusted`: its certificate is one that nobody vouches for;
 * - `wrong`: the answer is whole, and makes no sense;
 * - `ended`: nobody waits for the answer any more.
 */
export type RequestFailureKind =
  'away' | 'busy' | 'late' | 'refused' | 'failed' | 'denied' | 'unknown' | 'untrusted' | 'wrong' | 'ended';

/** A request that was not answered as it should be; the message is what was found. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  /** @param retryAfter milliseconds that the server wants to be left alone. */
  constructor(
    readonly kind: RequestFailureKind,
    found: string,
    readonly retryAfter?: number,
  ) {
    super(found);
  }
}

/** Whether the same request may be answered a little later. What was answered wrongly would be so again. */
export const mayBeAnsweredLater = ({ kind }: RequestFailure): boolean => kind === 'away' || kind === 'busy';

/** What a failure is to whoever opens a model. */
export const openingProblem = (failure: RequestFailure, where: string): InputError =>
  new InputError({ where, ...problemOf(failure) }, { cause: failure });

/** What a failure is in the middle of a run: the classifier is lost where nobody answers, and fails where somebody does. */
export function runningProblem(failure: RequestFailure, where: string): ClassifierError {
  const Kind = ['away', 'busy', 'late'].includes(failure.kind) ? LostClassifierError : ClassifierError;
  return new Kind({ where, ...problemOf(failure) }, { cause: failure });
}

function problemOf({ kind, message: found }: RequestFailure): Omit<Problem, 'where'> {
  switch (kind) {
    case 'away':
      return { found, expected: 'a server that answers', remedy: 'Check that it is up, and the address.' };
    case 'busy':
      return {
        found,
        expected: 'an answer',
        remedy: ['Ask for less at once, such as ', { option: ['inFlight'], value: 1 }, '.'],
      };
    case 'late':
      return {
        found,
        expected: 'an answer in time',
        remedy: [
          'Wait longer, such as ',
          { option: ['modelTimeout'], value: 300 },
          ', or send less at once, such as ',
          { option: ['batchLimit'], value: 1 },
          '.',
        ],
      };
    case 'denied':
      return {
        found,
        expected: 'to be let in',
        remedy: 'Set CONIC_TOKEN to a bearer token, or CONIC_HEADERS to a JSON object of headers.',
      };
    case 'unknown':
      return { found, expected: 'a model of that name, on a server of the Open Inference Protocol (v2)' };
    case 'untrusted':
      return {
        found,
        expected: 'one that can be trusted',
        remedy: [
          "Name the file with its private authority's certificates, such as ",
          { option: ['ca'], value: 'authority.pem' },
          '.',
        ],
      };
    case 'refused':
    case 'failed':
    case 'wrong':
    case 'ended':
      return { found, expected: 'scores' };
  }
}

/** A server's own words, for a message: one line of them. */
export function inOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
