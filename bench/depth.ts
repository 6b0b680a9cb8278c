// Rays of deep networks: whether what is proved is true, and what is proved in which time. `npm run bench:depth -- [attacked] [images]`.
//
// True: small deep networks of random make, followed in float64 and in rounded integers, against fractions, which do not round. Proved: ResNet-20
// and MobileNetV2 with weights of He on images of 32 x 32, with CPU time, which other work on the machine does not change.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifyRay, images, openModel, type Classifier, type Image, type RayCertificate } from 'conic';
import * as fc from 'fast-check';
import { deepAndSmall, mobileNetFor32, resnetFor32 } from '../test/certify/deepNetworks.js';

const attacked = Number(process.argv[2] ?? 200);
const imagesEach = Number(process.argv[3] ?? 20);
const folder = mkdtempSync(join(tmpdir(), 'conic-bench-'));

try {
  await attack();
  await proofs('ResNet-20', resnetFor32(), { min: 0.9, max: 1.1 });
  await proofs('MobileNetV2, a quarter', mobileNetFor32(), { min: 0.95, max: 1.05 });
} finally {
  rmSync(folder, { recursive: true });
}

async function opened<Result>(model: Uint8Array, use: (classifier: Classifier) => Promise<Result>): Promise<Result> {
  const path = join(folder, 'model.onnx');
  writeFileSync(path, model);
  const classifier = await openModel(path, { workers: 1 });
  try {
    return await use(classifier);
  } finally {
    await classifier.dispose();
  }
}

function noisy({ spec }: Classifier, count: number): readonly Image[] {
  return fc.sample(images.noise(spec.shape), { seed: 1, numRuns: count });
}

async function attack(): Promise<void> {
  let [lines, proved, intervals, wrong] = [0, 0, 0, 0];
  for (let seed = 1; seed <= attacked; seed++)
    await opened(deepAndSmall({ seed, depth: 4 + (seed % 12) }), async (classifier) => {
      for (const image of noisy(classifier, 2)) {
        const scalars = seed % 2 === 0 ? { min: 0.5, max: 2 } : {};
        const exact = await certifyRay(classifier, image, { method: 'exact', replay: false, scalars });
        // What fractions have no time for says nothing.
        if (exact.word !== 'proved-exact') continue;
        for (const method of ['float64', 'rounded'] as const) {
          const { word, intervals: found } = await certifyRay(classifier, image, { method, replay: false, scalars });
          lines++;
          if (word === 'proved-real') proved++;
          for (const interval of found)
            if (interval.label !== undefined) {
              intervals++;
              if (!isCovered(interval, exact)) wrong++;
            }
        }
      }
    });
  console.log(
    `${attacked} deep networks of random make: ${proved} of ${lines} rays proved; of ${intervals} intervals ${wrong} contradict fractions`,
  );
  if (wrong > 0) process.exitCode = 1;
}

/** Whether fractions give an interval its label as well, up to the blur of its ends. */
function isCovered({ min, max, label }: RayCertificate['intervals'][number], { intervals }: RayCertificate): boolean {
  return intervals.every(
    (exact) =>
      exact.label === label ||
      exact.tied?.includes(label ?? -1) === true ||
      Math.min(max, exact.max) <= Math.max(min, exact.min) * (1 + 1e-7),
  );
}

async function proofs(
  name: string,
  model: Uint8Array,
  scalars: { readonly min: number; readonly max: number },
): Promise<void> {
  await opened(model, async (classifier) => {
    const seconds: number[] = [];
    const words = new Map<string, number>();
    const pieces: number[] = [];
    for (const image of noisy(classifier, imagesEach)) {
      const before = process.cpuUsage();
      const ray = await certifyRay(classifier, image, { scalars, replay: false, timeLimit: 600 });
      const { user, system } = process.cpuUsage(before);
      seconds.push((user + system) / 1e6);
      pieces.push(ray.pieces);
      const word = `${ray.word} (${ray.method})`;
      words.set(word, (words.get(word) ?? 0) + 1);
    }
    if (seconds.length === 0) return;
    const list = [...words].map(([word, count]) => `${count} ${word}`).join(', ');
    const sorted = seconds.toSorted((a, b) => a - b);
    console.log(
      `${name} on [${scalars.min}, ${scalars.max}]: ${list}; ${Math.min(...pieces)} to ${Math.max(...pieces)} pieces; CPU seconds an image: median ${sorted[sorted.length >> 1]!.toFixed(0)}, at most ${sorted.at(-1)!.toFixed(0)}`,
    );
  });
}
