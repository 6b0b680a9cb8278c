import { counted, grouped, percent } from '../words.js';
import { limitOn, shortness, type LimitKind } from './limit.js';

/**
 * At least this share of images is proved to keep its label between two scalars. What is neither proved nor shown to flip counts
 * as not proved.
 */
export const proved: LimitKind = (asked) => {
  if (asked.proved === undefined) return undefined;
  const { cases, proved: wanted } = asked;
  const {
    scalars: { min, max },
    share,
  } = wanted;
  const claim = `at least ${percent(share)} of images are proved to keep their label from ${min} to ${max}`;
  return limitOn(asked, 'proved', claim, {
    planned: cases,
    announcement: `${counted(cases, 'image')} to be proved, so that ${claim}`,
    settled: () => false,
    judge: (evidence) => {
      const { held, violated, vacuous, inconclusive } = evidence.counts;
      const all = held + violated + vacuous + inconclusive;
      const measured = all === 0 ? 0 : held / all;
      const common = { cases: all, limit: share, measured };
      if (all === 0 || evidence.stopped !== undefined)
        return { ...common, outcome: 'inconclusive', reason: shortness(evidence, cases) };
      const reason = `${grouped(held)} of ${counted(all, 'image')} proved, ${grouped(violated)} flip, ${grouped(vacuous + inconclusive)} undecided`;
      if (measured >= share) return { ...common, outcome: 'pass', reason };
      const missing = 1 - measured;
      return { ...common, outcome: 'fail', reason, badness: { measured: missing, atLeast: missing, atMost: missing } };
    },
  });
};
