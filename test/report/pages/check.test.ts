import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { reportOf } from '../../../src/report/documents/checkReport.js';
import { consoleText } from '../../../src/report/formats/console.js';
import { checkPage } from '../../../src/report/pages/check.js';
import type { Result } from '../../../src/run/result.js';
import { results, spec } from '../results.js';

const context = { spec, images: '200 from samples', notes: ['Accuracy on 200 labelled images is 0.900.'] };
const report = (...some: Result[]) => reportOf(some, context);

describe('on the console', () => {
  const plain = pc.createColors(false);
  const told = (...some: Result[]): string => consoleText(checkPage(report(...some)), { colours: plain });

  test.each<[string, Result]>(Object.entries(results))('%s', (_, result) => {
    expect(told(result)).toMatchSnapshot();
  });

  test('no case at all', () => {
    expect(told({ ...results.tooFew, cases: 0, held: 0, vacuous: 0 })).toContain('no case was tried: the path leads');
  });

  test('colours are only colours', () => {
    const painted = consoleText(checkPage(report(...Object.values(results))), { colours: pc.createColors(true) });
    // oxlint-disable-next-line no-control-regex
    const bare = painted.replaceAll(/\u001b\[\d+m/g, '');
    expect(painted).not.toBe(bare);
    expect(bare).toBe(told(...Object.values(results)));
  });
});
