import { stopInWords } from '../inspections/gateRun.js';
import { z } from 'zod';
import { pairUp } from '../inspections/outcomes.js';
import { pairedDifference } from '../statistics/pairedDifference.js';
import { counted } from '../../counted.js';
import { percent } from '../words.js';
import { confidence, flagKey, severity, shareFrom0, shareKey } from './fields.js';
import { decidedOf } from './limit.js';
import { comparingLimit } from './propertyLimit.js';

const schema = z
  .strictObject(
    {
      absolute: shareKey.exactOptional(),
      relative: shareFrom0.exactOptional(),
      confidence: confidence.describe('default 0.95').exactOptional(),
      shown: flagKey
        .describe('true: pass only if it is shown to be no worse; default: unless it is worse')
        .exactOptional(),
      severity: severity.exactOptional(),
    },
    '{ absolute: 0.01 } or { relative: 0.1 }',
  )
  .refine((given) => given.absolute === undefined || given.relative === undefined, {
    error: 'only one of absolute and relative',
    params: { found: 'both absolute and relative' },
  });

/**
 * The model is not worse than the baseline by more than is allowed, on the same cases. It fails where it is worse beyond
 * chance, passes where it is not, and is inconclusive where it looks worse and chance may have done it; with `shown` it
 * passes only where it is shown to be no worse.
 */
export const regression = comparingLimit({
  name: 'regression',
  description: 'how much worse than the baseline the model may be; default { absolute: 0 } where there is a baseline',
  unit: { name: 'change in the share of cases', as: 'change', better: 'less' },
  schema,
  usual: { absolute: 0 },
  severity: ({ severity: own }) => own,
  claim: ({ absolute = 0, relative, confidence: sure = 0.95, shown = false }) => {
    const much =
      relative === undefined
        ? `${percent(absolute)} of cases`
        : `${percent(relative)} of the baseline's rate of violations`;
    return `worse than the baseline by at most ${much}, with ${percent(sure)} confidence${shown ? ', as shown' : ''}`;
  },
  judge: ({ absolute = 0, relative, confidence: sure = 0.95, shown = false }, { cases, released }) => ({
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
      const factor = 1 + (relative ?? 0);
      const found = pairedDifference(pairs, sure, factor);
      // Said as a difference of rates, whatever is allowed.
      const own = (factor - 1) * found.baseline;
      const allowed = relative === undefined ? absolute : own;
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
      const why =
        stopped === undefined ? 'chance may have done it' : `${stopInWords(stopped)} came before all were compared`;
      return { ...common, outcome: 'inconclusive', reason: `${reason}: ${why}; more cases would tell` };
    },
  }),
});
