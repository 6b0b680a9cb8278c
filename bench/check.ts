// Speed: images a second inside `check`, beside the raw engine at its best batch size and thread count, and beside a plain
// `fc.assert` that asks the same engine about one image at a time. Arms take turns; medians of the rounds are compared.
import * as fc from 'fast-check';
import { asFastCheck, check, images } from 'conic';
import { scalarInvariance } from 'conic/properties';
import { grouped, median, openShipped, shipped, shippedImages } from './models.js';
import { bestRaw } from './raw.js';

const rounds = Number(process.argv[2] ?? 15);
const goals = { mlp: { raw: 0.3, plain: 6 }, lenet: { raw: 0.75, plain: 2 } };

for (const net of ['mlp', 'lenet'] as const) {
  const classifier = await openShipped(net, 'zero-bias');
  const corpus = await shippedImages(classifier.spec.shape);
  const options = { images: images.of(corpus), scalars: { min: 1e-3, max: 1 }, seed: 7 };
  const inside = async (): Promise<number> => {
    const result = await check(scalarInvariance(), classifier, { ...options, cases: 60_000 });
    if (result.verdict !== 'held') throw new Error(`expected held, got ${result.verdict}`);
    return (result.evaluated / result.durationMs) * 1000;
  };
  const plain = async (): Promise<number> => {
    const property = await asFastCheck(scalarInvariance(), classifier, options);
    const cases = 5_000;
    const start = performance.now();
    await fc.assert(property, { numRuns: cases, seed: 7 });
    return (cases / (performance.now() - start)) * 1000;
  };
  const raw = await bestRaw(shipped(`models/${net}-zero-bias.onnx`));
  await inside();
  const figures = { raw: [] as number[], inside: [] as number[], plain: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    figures.raw.push(await raw.measure());
    figures.inside.push(await inside());
    figures.plain.push(await plain());
  }
  // Ratios of neighbours in time, since machines are not equally fast from one minute to the next.
  const toRaw = median(figures.inside.map((rate, round) => rate / figures.raw[round]!));
  const toPlain = median(figures.inside.map((rate, round) => rate / figures.plain[round]!));
  console.log(
    `${net}: raw ${grouped(median(figures.raw))} images/s (${raw.name}), inside check ${grouped(median(figures.inside))}, plain fc.assert ${grouped(median(figures.plain))}`,
  );
  console.log(
    `  inside / raw ${toRaw.toFixed(2)} (goal ${goals[net].raw}), inside / plain ${toPlain.toFixed(1)} (goal ${goals[net].plain}); medians of ${rounds} rounds`,
  );
  await classifier.dispose();
}
