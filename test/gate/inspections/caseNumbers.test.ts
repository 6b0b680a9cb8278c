import { expect, test } from '@jest/globals';
import { caseNumbers } from '../../../src/gate/inspections/inspectProperty.js';
import { runSettings } from '../../../src/settings/run.js';

test('no more cases are planned than a run takes', () => {
  expect(caseNumbers({}, 100)).toEqual({ wanted: 100, planned: 1100 });
  const { planned } = caseNumbers({}, 1e8);
  expect(runSettings.cases.kind.is(planned)).toBe(true);
  expect(caseNumbers({ count: 7 }, 1e8)).toEqual({ wanted: 1e8, planned: 7 });
});
