import { z } from 'zod';
import { clopperPearson } from '../../statistics/clopperPearson.js';
import { counted } from '../../counted.js';
import { grouped, percent } from '../words.js';
import { decidedOf, shortness } from './limit.js';
import { propertyLimit } from './propertyLimit.js';

/** No case may be violated. The first one decides. */
export const noneViolated = propertyLimit({
  name: 'none-violated',
  unit: { name: 'cases', as: 'count', better: 'less' },
  schema: z.literal(true, 'true').describe('no case may be violated'),
  claim: () => 'no case is violated',
  judge: (_, { cases, exhaustive }) => ({
    planned: cases,
    announcement: `${counted(cases, 'case')}, none of which may be violated`,
    settled: (counts) => decidedOf(counts) >= cases || (!exhaustive && counts.violated > 0),
    settledAnyhow: (counts) => !exhaustive && counts.violated > 0,
    judge: (evidence) => {
      const { counts, batchDependent } = evidence;
      const decided = decidedOf(counts);
      const common = { cases: decided, limit: 0, measured: counts.violated };
      if (batchDependent)
        return {
          ...common,
          outcome: 'inconclusive',
          reason: 'a violation in a batch does not show in the image alone',
        };
      if (counts.violated > 0) {
        const { low, high } = clopperPearson(counts.violated, decided, 0.95);
        return {
          ...common,
          outcome: 'fail',
          reason: `${grouped(counts.violated)} of ${counted(decided, 'case')} violated`,
          badness: { measured: counts.violated / decided, atLeast: low, atMost: high },
        };
      }
      if (decided < cases) return { ...common, outcome: 'inconclusive', reason: shortness(evidence, cases) };
      const { high } = clopperPearson(0, decided, 0.95);
      const all = cases === 1 ? '' : `; so the rate is at most ${percent(high)}, with 95 % confidence`;
      return { ...common, outcome: 'pass', reason: `none of ${counted(decided, 'case')} violated${all}` };
    },
  }),
});
