import { describe, expect, test } from '@jest/globals';
import pc from 'picocolors';
import { gatePage } from '../../../src/gate/report/page.js';
import type { GateReport } from '../../../src/gate/report/schema.js';
import { consoleText } from '../../../src/report/formats/console.js';
import { hostile, reportOfText } from '../hostile.js';
import { limit } from '../gateLimits.js';
import { smallReport } from '../../gate/reports.js';

const plain = pc.createColors(false);
const describeGate = (report: GateReport, colours: typeof plain) => consoleText(gatePage(report), { colours });

describe('on the console', () => {
  test('failures come first, and the verdict last', () => {
    expect(describeGate(smallReport(), plain)).toMatchSnapshot();
  });

  test('a pass is short', () => {
    const report = smallReport({ verdict: 'pass', warnings: 0, limits: [limit], findings: [], results: [] });
    expect(describeGate(report, plain)).toMatchSnapshot();
  });

  test('without limits', () => {
    const said = describeGate(smallReport({ verdict: 'inconclusive', limits: [], findings: [] }), plain);
    expect(said).toMatch(/\n\ninconclusive: no limit was set {2}\(seed 42,/);
  });

  test.each(hostile.map((text, i) => [i, text] as const))('no text steers the terminal (%#)', (_, text) => {
    const said = describeGate(reportOfText(text), plain);
    // oxlint-disable-next-line no-control-regex
    expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  test('of a hundred scores a view, tells those that matter', () => {
    const labels = Array.from({ length: 100 }, (_, i) => `label ${i}`);
    const scores = labels.map((_, i) => (i % 10 === 3 ? 10 - i / 100 : -i));
    const view = { title: 'original', image: 'it', label: 'label 3' };
    const block = {
      kind: 'counterexample',
      property: 'p',
      claim: 'c',
      views: [
        { ...view, scores },
        { ...view, title: 'scaled', label: 'label 50', scores: scores.with(50, 20) },
      ],
      files: { views: [] },
    } as const;
    const page = { ...gatePage(smallReport()), labels, sections: [{ blocks: [block] }] };
    const said = consoleText(page, { colours: plain });
    expect(said).toContain(
      'original: it -> label 3  [label 3 9.97, label 13 9.87, label 23 9.77, label 33 9.67, label 43 9.57, label 50 -50, and 94 more]',
    );
    expect(said).toContain(
      'scaled: it -> label 50  [label 50 20, label 3 9.97, label 13 9.87, label 23 9.77, label 33 9.67, and 95 more]',
    );
  });

  test('stays short however many limits fail', () => {
    const failing = Array.from({ length: 100 }, (_, i) => ({ ...limit, name: `limit ${i}`, outcome: 'fail' as const }));
    const said = describeGate(smallReport({ limits: failing }), plain);
    expect(said).toContain('and 88 more that did not pass');
  });

  test('colours are only colours', () => {
    const painted = describeGate(smallReport(), pc.createColors(true));
    // oxlint-disable-next-line no-control-regex
    const bare = painted.replaceAll(/\u001b\[\d+m/g, '');
    expect(painted).not.toBe(bare);
    expect(bare).toBe(describeGate(smallReport(), plain));
  });
});
