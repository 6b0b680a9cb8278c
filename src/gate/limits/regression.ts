import { pairUp } from '../subjects/outcomes.js';
import { pairedDifference } from '../statistics/pairedDifference.js';
import { counted, percent } from '../words.js';
import { decidedOf, limitOn, type LimitKind } from './limit.js';

/**
 * The model is not worse than the baseline by more than is allowed, on the same cases. It fails where it is worse beyond
 * chance, passes where it is not, and is inconclusive where it looks worse and chance may have done it; with `shown` it
 * passes only where it is shown to be no worse.
 */
export const regression: LimitKind = (asked) => {
  const { regression: wanted, released, cases } = asked;
  if (wanted === undefined || released === undefined) return undefined;
  const { absolute, relative, confidence = 0.95, shown = false } = wanted;
  const factor = 1 + (relative ?? 0);
  const much =
    relative === undefined
      ? `${percent(absolute ?? 0)} of cases`
      : `${percent(relative)} of the baseline's rate of violations`;
  const claim = `worse than the baseline by at most ${much}, with ${percent(confidence)} confidence${shown ? ', as shown' : ''}`;
  return limitOn(asked, 'regression', claim, {
    severity: wanted.severity ?? asked.severity,
    // The baseline's cases are all to be paired, so that what is compared does not depend on when a run ended.
    settled: (counts) => decidedOf(counts) >= cases,
    judge: ({ outcomes, stopped }) => {
      const pairs = pairUp(outcomes, released);
      const paired = Object.values(pairs).reduce((sum, count) => sum + count, 0);
      if (paired === 0)
        return {
          outcome: 'inconclusive',
          cases: 0,
          reason:
            released === ''
              ? 'the baseline has no such cases; make its report again with this configuration'
              : `no case was decided for both${stopped === undefined ? '' : ` (${stopped})`}`,
        };
      // A baseline that ended early leaves the rest of the cases without a partner.
      const partial = stopped === undefined && released.length < outcomes.length;
      const found = pairedDifference(pairs, confidence, factor);
      // Said as a difference of rates, whatever is allowed.
      const own = (factor - 1) * found.baseline;
      const allowed = relative === undefined ? (absolute ?? 0) : own;
      const interval = { low: found.low + own, high: found.high + own, confidence: found.confidence };
      const measured = found.difference + own;
      const common = { cases: paired, limit: allowed, measured, interval };
      const reason =
        `${percent(found.candidate)} of ${counted(paired, 'case')} violated, ${percent(found.baseline)} for the baseline ` +
        `(${pairs.onlyCandidate} only now, ${pairs.onlyBaseline} only then)`;
      const worse = { measured, atLeast: interval.low, atMost: interval.high };
      if (stopped === undefined && (interval.high <= allowed || (!shown && !partial && measured <= allowed)))
        return { ...common, outcome: 'pass', reason };
      if (interval.low > allowed) return { ...common, outcome: 'fail', reason, badness: worse };
      if (partial)
        return {
          ...common,
          outcome: 'inconclusive',
          reason: `${reason}: the baseline has only the first ${released.length} of ${outcomes.length} cases; make its report again with earlyStop: false, or with a regression limit`,
        };
      const why = stopped === undefined ? 'chance may have done it' : `the ${stopped} came before all were compared`;
      return { ...common, outcome: 'inconclusive', reason: `${reason}: ${why}; more cases would tell` };
    },
  });
};
