import { counted } from '../../counted.js';
import { grouped } from '../words.js';
import { mostCases, wholeKey } from './fields.js';
import { decidedOf, shortness } from './limit.js';
import { propertyLimit } from './propertyLimit.js';

/** At least so many cases could be decided. With fewer nothing is wrong with the model, but nothing is shown either. */
export const leastCases = propertyLimit({
  name: 'cases',
  unit: { name: 'cases', as: 'count', better: 'more' },
  schema: wholeKey(1, mostCases).describe('with fewer decided cases than these the gate is inconclusive'),
  cases: (least) => ({ fewest: least, expected: `at least leastCases (${least})` }),
  claim: (least) => `at least ${counted(least, 'case')} can be decided`,
  judge: (least, { cases, exhaustive }) => ({
    // More than are planned never come.
    settled: (counts) => decidedOf(counts) >= (exhaustive ? cases : Math.min(least, cases)),
    settledAnyhow: (counts) => !exhaustive && decidedOf(counts) >= least,
    judge: (evidence) => {
      const decided = decidedOf(evidence.counts);
      const common = { cases: decided, limit: least, measured: decided };
      return decided >= least
        ? { ...common, outcome: 'pass', reason: `${grouped(decided)} were decided` }
        : { ...common, outcome: 'inconclusive', reason: shortness(evidence, least) };
    },
  }),
});
