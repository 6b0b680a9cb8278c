import { expect, test } from '@jest/globals';
import { rate } from '../../../src/gate/limits/rate.js';

const on = { where: 'c: properties.p', count: Number.POSITIVE_INFINITY };
const place = { property: 'p', severity: 'fail' } as const;

test.each([
  [
    { atMost: 1e-9 },
    'c: properties.p.rate.atMost: found 1e-9, which takes 2,995,732,273 cases to show with 95 % confidence; ' +
      'expected at least 3e-8, since a gate tries at most 100,000,000 cases of a property',
  ],
  [{ atMost: 1e-7, typical: 0.8e-7 }, 'c: properties.p.rate.typical: found 8e-8, which takes '],
])('%o takes more cases than there may be', (settings, message) => {
  expect(() => rate.cases(settings, on)).toThrow(message);
});

test('the rate that is named can be shown', () => {
  expect(rate.cases({ atMost: 3e-8 }, on)).toMatchObject({ fewest: 99_857_741 });
  expect(() => rate.cases({ atMost: 2.9e-8 }, on)).toThrow('found 2.9e-8');
});

test('where an early stop takes too long to plan, all cases are tried, and the plan says so', () => {
  const cases = 29_957_322;
  const limit = rate.draft({ atMost: 1e-7 }, place).ready({ cases, labels: [], exhaustive: false, released: '' });
  expect(limit.announcement).toBe(
    '29,957,322 cases needed to show that at most 0.00001 % of cases are violated, with 95 % confidence; none may be ' +
      'violated; all are tried, since they are too many to plan an early stop',
  );
  const counts = { held: cases - 1, violated: 0, vacuous: 0, inconclusive: 0 };
  expect(limit.settled(counts)).toBe(false);
  expect(limit.settled({ ...counts, held: cases })).toBe(true);
  const ruling = limit.judge({ counts: { ...counts, held: cases }, outcomes: '', batchDependent: false });
  expect(ruling).toMatchObject({ outcome: 'pass', cases, measured: 0 });
});

test('a finding is accepted by what is asked, whatever is planned', () => {
  const draft = rate.draft({ atMost: 0.01, confidence: 0.95 }, place);
  expect(rate.draft({ atMost: 0.01, typical: 0.001 }, { ...place, severity: 'warn' }).id).toBe(draft.id);
  expect(rate.draft({ atMost: 0.02 }, place).id).not.toBe(draft.id);
});
