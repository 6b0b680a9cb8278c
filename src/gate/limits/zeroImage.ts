import { stopInWords } from '../inspections/gateRun.js';
import { z } from 'zod';
import { rounding } from '../inspections/blackImage.js';
import { inspectZeroImage, shareZeroImage } from '../inspections/inspectZeroImage.js';
import { percent } from '../words.js';
import { severity, shareUpTo1 } from './fields.js';
import { ownLimit } from './ownLimit.js';

const schema = z.strictObject(
  {
    atMost: shareUpTo1.describe('the largest probability that any label may have'),
    severity: severity.exactOptional(),
  },
  '{ atMost: 0.2 }',
);

/** A black image gives no label more than this probability. There is one case, so the answer is for good. */
export const zeroImage = ownLimit({
  name: 'zero-image',
  description: 'what a black image may favour',
  unit: { name: 'probability', as: 'share', better: 'less' },
  schema,
  inspection: ({ atMost }, run) => ({
    name: 'zero-image',
    cases: 1,
    inspect: () => inspectZeroImage(atMost, run),
    inspectShare: (_, own) => shareZeroImage(atMost, run, own),
  }),
  claim: ({ atMost }) => `a black image gives no label a probability above ${percent(atMost)}`,
  judge: ({ atMost }) => ({
    settled: () => false,
    judge: ({ value, stopped }) => {
      const limit = { limit: atMost };
      if (value === undefined)
        return {
          ...limit,
          outcome: 'inconclusive',
          cases: 0,
          reason: `${stopInWords(stopped ?? 'time limit')} came before it`,
        };
      const common = { ...limit, cases: 1, measured: value, reason: `the largest probability is ${percent(value)}` };
      if (value <= atMost * (1 + rounding)) return { ...common, outcome: 'pass' };
      return {
        ...common,
        outcome: 'fail',
        badness: { measured: value, atLeast: value * (1 - rounding), atMost: value * (1 + rounding) },
      };
    },
  }),
});
