import { rounding } from '../subjects/blackImage.js';
import { percent } from '../words.js';
import { limitOn, type LimitKind } from './limit.js';

/** A black image gives no label more than this probability. There is one case, so the answer is for good. */
export const zeroImage: LimitKind = (asked) => {
  if (asked.zeroImage === undefined) return undefined;
  const { atMost } = asked.zeroImage;
  return limitOn(asked, 'zero-image', `a black image gives no label a probability above ${percent(atMost)}`, {
    settled: () => false,
    judge: ({ value, stopped }) => {
      const limit = { limit: atMost };
      if (value === undefined)
        return { ...limit, outcome: 'inconclusive', cases: 0, reason: `the ${stopped ?? 'time limit'} came before it` };
      const common = { ...limit, cases: 1, measured: value, reason: `the largest probability is ${percent(value)}` };
      if (value <= atMost * (1 + rounding)) return { ...common, outcome: 'pass' };
      return {
        ...common,
        outcome: 'fail',
        badness: { measured: value, atLeast: value * (1 - rounding), atMost: value * (1 + rounding) },
      };
    },
  });
};
