import { describe, expect, test } from '@jest/globals';
import { gatePage } from '../../../src/gate/report/page.js';
import type { GateReport } from '../../../src/gate/report/schema.js';
import { junitText } from '../../../src/report/formats/junit.js';
import { plainText } from '../../../src/report/text/plainText.js';
import { hostile, reportOfText } from '../hostile.js';
import { large, limit } from '../gateLimits.js';
import { smallReport } from '../../gate/reports.js';
import { elements, parseXml } from './xml.js';

describe('as JUnit', () => {
  const read = async (report: GateReport) => parseXml(await junitText(gatePage(report)));

  test('looks so', async () => expect(await junitText(gatePage(smallReport()))).toMatchSnapshot());

  test('a limit is a test case: failed, undecided, skipped or passed', async () => {
    const suites = await read(smallReport());
    expect(suites.attributes).toMatchObject({ tests: '6', failures: '2', errors: '1', skipped: '1' });
    expect(elements(suites, 'failure')).toHaveLength(2);
    expect(elements(suites, 'error')).toHaveLength(1);
    expect(elements(suites, 'skipped')).toHaveLength(1);
    expect(elements(suites, 'testcase')[0]?.attributes).toEqual({
      classname: 'conic.gate.scalar-invariance',
      name: 'scalar-invariance/rate',
    });
  });

  test.each([
    ['fail', [{ ...limit, outcome: 'warn' }], 'failures'],
    ['inconclusive', [limit], 'errors'],
    ['inconclusive', [], 'errors'],
    ['fail', [], 'failures'],
  ] as const)('is never green when the verdict is %s (%#)', async (verdict, limits, count) => {
    const suites = await read(smallReport({ verdict, limits: [...limits] }));
    expect(suites.attributes[count]).toBe('1');
  });

  test('is green when the verdict is pass', async () => {
    const { attributes } = await read(smallReport({ verdict: 'pass', limits: [limit, { ...limit, outcome: 'warn' }] }));
    expect(attributes).toMatchObject({ tests: '2', failures: '0', errors: '0' });
  });

  test.each(hostile.map((text, i) => [i, text] as const))('hostile text stays text (%#)', async (_, text) => {
    const suites = await read(reportOfText(text));
    const cases = elements(suites, 'testcase');
    expect(cases).toHaveLength(6);
    const shown = plainText(text, 400);
    expect(cases[0]?.attributes['classname']).toBe(`conic.gate.${shown}`);
    expect(elements(suites, 'failure')[0]?.text).toContain(
      `counterexample: ${shown.replaceAll(']]>', ']]&gt;')}`.trimEnd(),
    );
  });

  test('a report of any size', async () => {
    expect(elements(await read(large()), 'testcase')).toHaveLength(2000);
  });
});
