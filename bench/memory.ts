// Memory: the resident set after a million cases, against that after ten thousand. Exits with status 1 above 50 MB more.
import { measure } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { openShipped, shippedImages } from './models.js';

const resident = (): number => process.memoryUsage().rss / 2 ** 20;
const classifier = await openShipped('lenet', 'zero-bias');
const images = await shippedImages(classifier.spec.shape);
const run = (cases: number) => measure(scalarInvariance(), classifier, { images, cases, seed: 3 });

await run(10_000);
const early = resident();
await run(1_000_000);
const late = resident();
await classifier.dispose();
console.log(
  `resident after 10,000 cases ${early.toFixed(0)} MB, after 1,000,000 more ${late.toFixed(0)} MB: ${(late - early).toFixed(0)} MB`,
);
if (late - early > 50) process.exitCode = 1;
