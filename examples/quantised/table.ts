/**
 * Prints the README's table: how often the shipped networks, stored in 8 and in 16 bits, give an image the label that they give it in
 * 32 bits, at several scalars. Images are the 10,000 of Fashion-MNIST's test set where they are installed, else the 200 that ship.
 *
 *     npm run table:quantised
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { diff, images, openModel } from 'conic';
import { defaultDataDirectory } from '../train/data.js';

const { values: told } = parseArgs({ options: { data: { type: 'string', default: defaultDataDirectory } } });
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const testSet = `${told.data}/t10k-images-idx3-ubyte.gz`;
const source = existsSync(testSet) ? testSet : here('../fashion-mnist/images');

const scalars = [1, 0.25, 0.1, 0.01];
const shape = { height: 28, width: 28, channels: 1 };
const corpus = await images.from(source).load(shape);

const row = (cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
console.log(
  `Agreement with the network in 32 bits, on ${corpus.images.length} images (in brackets: near ties, which count neither way)\n`,
);
row(['Network', 'stored as', ...scalars.map(String)]);
row(['---', '---', ...scalars.map(() => '---:')]);
for (const net of ['lenet-bias', 'lenet-zero-bias', 'mlp-bias', 'mlp-zero-bias'])
  for (const stored of ['int8', 'fp16']) {
    const file = here(`./${net}-${stored}.onnx`);
    // The MLPs are too large to be kept here; quantise.py --all writes them.
    if (!existsSync(file)) continue;
    const [original, smaller] = [await openModel(here(`../models/${net}.onnx`)), await openModel(file)];
    const cells: string[] = [];
    for (const scalar of scalars) {
      const scaled = corpus.images.map((image) => (scalar === 1 ? image : image.times(scalar)));
      const { agreement, counts } = await diff(original, smaller, { images: scaled, rays: false, worst: 0 });
      const share = agreement === undefined ? 'none decided' : `${(100 * agreement.share).toFixed(2)} %`;
      cells.push(counts.nearTies === 0 ? share : `${share} (${counts.nearTies})`);
    }
    row([net, stored, ...cells]);
    await original.dispose();
    await smaller.dispose();
  }
