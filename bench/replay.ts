// Replay: counterexamples over 200 random seeds on the shipped networks with biases, run again by plain `fc.check` with the
// reported seed and path. Exits with status 1 unless every one gives the same case.
import * as fc from 'fast-check';
import { asFastCheck, check } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { openShipped, shippedImages } from './models.js';

const seeds = 200;
let found = 0;
let same = 0;
for (const net of ['mlp', 'lenet'] as const) {
  const classifier = await openShipped(net, 'bias');
  const images = await shippedImages(classifier.spec.shape);
  const property = scalarInvariance();
  const plain = await asFastCheck(property, classifier, { images });
  for (let i = 0; i < seeds / 2; i++) {
    const { counterexample } = await check(property, classifier, { images });
    if (counterexample === undefined) continue;
    found++;
    const { seed, path } = counterexample;
    const details = await fc.check(plain, { seed, path, endOnFailure: true });
    const again = details.counterexample?.[0];
    if (details.failed && fc.stringify(again) === fc.stringify(counterexample.case)) same++;
  }
  await classifier.dispose();
}
console.log(
  `counterexamples found with ${found} of ${seeds} seeds; ${same} replayed under plain fc.check as the same case`,
);
if (found === 0 || same < found) process.exitCode = 1;
