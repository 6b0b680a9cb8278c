/**
 * Writes the first 20 test images of each class as PNG, and labels.txt, into examples/fashion-mnist.
 *
 *     npx tsx examples/train/images.ts [--data DIR]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { defaultDataDirectory, labels, pixelsPerImage, readFashionMnist, side } from './data.js';

const perClass = 20;

const { values: options } = parseArgs({ options: { data: { type: 'string', default: defaultDataDirectory } } });
const testSet = await readFashionMnist(options.data, 't10k');
const target = fileURLToPath(new URL('../fashion-mnist', import.meta.url));

for (const [classIndex, label] of labels.entries()) {
  const folder = join(target, 'images', label);
  await mkdir(folder, { recursive: true });
  let written = 0;
  for (let index = 0; index < testSet.count && written < perClass; index++) {
    if (testSet.classes[index] !== classIndex) continue;
    const pixels = testSet.pixels.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage);
    await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, `${String(index).padStart(5, '0')}.png`));
    written++;
  }
}
await writeFile(join(target, 'labels.txt'), labels.map((label) => `${label}\n`).join(''));
