import { counted, grouped } from '../words.js';
import { decidedOf, limitOn, shortness, type LimitKind } from './limit.js';

/** At least so many cases could be decided. With fewer nothing is wrong with the model, but nothing is shown either. */
export const leastCases: LimitKind = (asked) => {
  const { leastCases: least, cases, exhaustive } = asked;
  if (least === undefined) return undefined;
  return limitOn(asked, 'cases', `at least ${counted(least, 'case')} can be decided`, {
    // More than are planned never come.
    settled: (counts) => decidedOf(counts) >= (exhaustive ? cases : Math.min(least, cases)),
    judge: (evidence) => {
      const decided = decidedOf(evidence.counts);
      const common = { cases: decided, limit: least, measured: decided };
      return decided >= least
        ? { ...common, outcome: 'pass', reason: `${grouped(decided)} were decided` }
        : { ...common, outcome: 'inconclusive', reason: shortness(evidence, least) };
    },
  });
};
