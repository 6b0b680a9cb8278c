import { expect, test } from '@jest/globals';
import { drawRays, rayDrawing } from '../../../src/report/drawings/rays.js';
import { svgToPng } from '../../../src/report/drawings/svgToPng.js';
import { hostile } from '../hostile.js';
import { labels, open, ray } from '../rays.js';

test('a ray is drawn: bars on a log axis, samples over them, names escaped', async () => {
  const svg = await drawRays(
    [{ certificate: ray, samples: [{ scalar: 0.1, label: 1 }] }, { certificate: open }],
    labels,
  );
  expect(svg).toMatch(/^<svg/);
  expect(svg).toContain('shoe &lt;small&gt;');
  expect(svg).toContain('undecided');
  const { layer } = JSON.parse(
    JSON.stringify(rayDrawing([{ certificate: ray, samples: [{ scalar: 0.1, label: 1 }] }], labels)),
  );
  expect(layer[0].data.values).toMatchObject([
    { from: 0.001, to: 0.25, label: labels[1] },
    { from: 0.25, to: 1000, label: 'bag' },
  ]);
  expect(layer[1].data.values).toMatchObject([{ scalar: 0.1, label: labels[1] }]);
});

test('whatever labels and images are called, it is an SVG that becomes a picture', async () => {
  for (const text of hostile.filter((each) => /[^\x20-\x7e]/.test(each))) {
    const svg = await drawRays(
      [{ certificate: { ...ray, image: text } }],
      labels.map((_, i) => `${text}${i}`),
    );
    expect((await svgToPng(svg)).length).toBeGreaterThan(0);
    // oxlint-disable-next-line no-control-regex
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Bidi_Control}]/u);
  }
});

test('a label that is called undecided is none that is', () => {
  const { layer } = JSON.parse(JSON.stringify(rayDrawing([{ certificate: ray }], ['undecided', 'undecided', 'bag'])));
  expect(layer[0].data.values).toMatchObject([{ label: 'undecided (3)' }, { label: 'undecided (2)' }]);
});
