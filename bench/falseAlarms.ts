// No false alarm: a million cases of scalar invariance on each shipped network without biases, scalars from 1e-6 to 1e6,
// on the shipped images, made ones and mixes; and a hundred thousand that are searched for, which go where rounding is largest beside
// the margin. Exits with status 1 if one is violated.
import * as fc from 'fast-check';
import { check, images, measure, type Result } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { grouped, openShipped, shippedImages } from './models.js';

const cases = Number(process.argv[2] ?? 1_000_000);

for (const net of ['mlp', 'lenet'] as const) {
  const classifier = await openShipped(net, 'zero-bias');
  const { shape } = classifier.spec;
  const real = images.of(await shippedImages(shape), { mixed: 0.25 });
  for (const claim of ['label', 'ranking'] as const) {
    const wide = { scalars: { min: 1e-6, max: 1e6 }, overflow: 'allow', seed: 1 } as const;
    const measured = await measure(scalarInvariance({ claim }), classifier, {
      ...wide,
      images: fc.oneof({ weight: 3, arbitrary: real }, { weight: 1, arbitrary: images.arbitrary(shape) }),
      cases: claim === 'label' ? cases : Math.ceil(cases / 10),
    });
    report(`${net}-zero-bias, ${claim}`, measured);
    const searched = await check(scalarInvariance({ claim }), classifier, {
      ...wide,
      images: real,
      cases: Math.ceil(cases / 10),
      search: true,
    });
    report(`${net}-zero-bias, ${claim}, searched`, searched);
  }
  await classifier.dispose();
}

function report(name: string, { cases: tried, violated, held, vacuous, inconclusive, durationMs }: Result): void {
  console.log(
    `${name}: ${grouped(tried)} cases, ${violated} violated, ${grouped(held)} held, ` +
      `${grouped(vacuous)} vacuous, ${inconclusive} near ties, ${(durationMs / 1000).toFixed(1)} s`,
  );
  if (violated > 0) process.exitCode = 1;
}
