// No false alarm: a million cases of scalar invariance on each shipped network without biases, scalars from 1e-6 to 1e6,
// on the shipped images, made ones and mixes. Exits with status 1 if one is violated.
import * as fc from 'fast-check';
import { images, measure } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { grouped, openShipped, shippedImages } from './models.js';

const cases = Number(process.argv[2] ?? 1_000_000);

for (const net of ['mlp', 'lenet'] as const) {
  const classifier = await openShipped(net, 'zero-bias');
  const { shape } = classifier.spec;
  const real = images.of(await shippedImages(shape), { mixed: 0.25 });
  for (const claim of ['label', 'ranking'] as const) {
    const result = await measure(scalarInvariance({ claim }), classifier, {
      images: fc.oneof({ weight: 3, arbitrary: real }, { weight: 1, arbitrary: images.arbitrary(shape) }),
      scalars: { min: 1e-6, max: 1e6 },
      overflow: 'allow',
      cases: claim === 'label' ? cases : Math.ceil(cases / 10),
      seed: 1,
    });
    const { violated, held, vacuous, inconclusive, durationMs } = result;
    console.log(
      `${net}-zero-bias, ${claim}: ${grouped(result.cases)} cases, ${violated} violated, ${grouped(held)} held, ` +
        `${grouped(vacuous)} vacuous, ${inconclusive} near ties, ${(durationMs / 1000).toFixed(1)} s`,
    );
    if (violated > 0) process.exitCode = 1;
  }
  await classifier.dispose();
}
