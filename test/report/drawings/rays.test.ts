import { expect, test } from '@jest/globals';
import { drawRays, rayDrawing } from '../../../src/report/drawings/rays.js';
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
