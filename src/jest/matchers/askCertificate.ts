import { matcherCall, type Call } from '../call.js';
import type { CallSite } from '../callSite.js';
import type { MatcherAnswer } from '../runner.js';
import type { MatcherBench } from './matcher.js';

/** A matcher that asks for a certificate, as it was called. */
export interface CertificateQuestion {
  readonly matcher: string;
  readonly isNot: boolean;
  readonly site: CallSite;
  readonly options: object;
  /** How what is certified is written in the call. */
  readonly written?: string;
}

/** Asks for a certificate, whose means are loaded when one is first asked for, and sees that it is waited for. */
export function askCertificate(
  { runner, waiting }: MatcherBench,
  { matcher, isNot, site, options, written }: CertificateQuestion,
  judged: (call: Call) => Promise<MatcherAnswer>,
): Promise<MatcherAnswer> {
  const call = matcherCall(matcher, isNot, options, written);
  return runner.concurrent() ? judged(call) : waiting.until(call, site, () => judged(call));
}

/** The time that the test in hand has left, as an option. */
export function remainingTime({ clock }: MatcherBench): { readonly timeLimit?: number } {
  const timeLimit = clock.limitInSeconds();
  return timeLimit === undefined ? {} : { timeLimit };
}
