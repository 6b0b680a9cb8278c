import { z } from 'zod';
import { triedOf } from '../../../src/gate/limits/limit.js';
import { propertyLimit } from '../../../src/gate/limits/propertyLimit.js';
import { counted } from '../../../src/counted.js';
import { percent } from '../../../src/gate/words.js';

/** At most this share of the cases that are tried may be vacuous. With more, the cases are not worth much. */
export const fewVacuous = propertyLimit({
  name: 'vacuous',
  unit: { name: 'share of cases', as: 'share', better: 'less' },
  schema: z.number('a share').min(0).max(1).describe('the largest share of vacuous cases'),
  claim: (share) => `at most ${percent(share)} of cases are vacuous`,
  judge: (share, { cases }) => ({
    settled: ({ held, violated }) => held + violated >= cases,
    judge: ({ counts }) => {
      const tried = triedOf(counts);
      const measured = tried === 0 ? 1 : counts.vacuous / tried;
      return {
        outcome: measured <= share ? 'pass' : 'inconclusive',
        cases: tried,
        limit: share,
        measured,
        reason: `${percent(measured)} of ${counted(tried, 'case')} vacuous`,
      };
    },
  }),
});
