import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { Chance } from '../../../test/soundness/chance.js';
import { shipped } from '../../models.js';
import { mutateBytes } from '../mutations/mutateBytes.js';
import { mutateJson } from '../mutations/mutateJson.js';
import { leftWhole, mutatedFiles, type Mutated, type MutatedKind } from '../runs/mutatedFiles.js';

const network = shipped('models/lenet-zero-bias.onnx');

function asked(images: string, folder: string, names: readonly string[]): Mutated {
  const report = join(folder, 'report');
  const run = ['--property', 'scalar-invariance', '--cases', '5', '--seed', '1', '--workers', '1', '--read-only'];
  return { args: ['check', network, '--images', images, '--resize', ...run, '--report', report], names, report };
}

/** A picture of 28 x 28 pixels as a camera, a browser and a drawing program would write it. */
const pictures = {
  'picture.png': () => Promise.resolve(readFileSync(shipped('fashion-mnist/images/bag/00030.png'))),
  'grey16.png': () => sharp(shipped('fashion-mnist/images/bag/00030.png')).toColourspace('grey16').png().toBuffer(),
  'palette.png': () => sharp(shipped('fashion-mnist/images/bag/00030.png')).png({ palette: true }).toBuffer(),
  'picture.jpg': () =>
    sharp(shipped('fashion-mnist/images/bag/00030.png')).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  'picture.webp': () => sharp(shipped('fashion-mnist/images/bag/00030.png')).webp().toBuffer(),
};

const images: MutatedKind = {
  name: 'images',
  whole: 300,
  make: async (chance, folder) => {
    const name = chance.pick('picture.png', 'grey16.png', 'palette.png', 'picture.jpg', 'picture.webp');
    const file = join(folder, name);
    writeFileSync(file, mutateBytes(await pictures[name](), chance));
    return asked(file, folder, [name]);
  },
};

const archives: MutatedKind = {
  name: 'archives: IDX, packed and not',
  whole: 200,
  make: (chance, folder) => {
    const isPacked = chance.happens(0.5);
    const ending = isPacked ? '.gz' : '';
    const names = { images: `t-images-idx3-ubyte${ending}`, labels: `t-labels-idx1-ubyte${ending}` };
    const whole = { images: idxOf([5, 28, 28], chance), labels: idxOf([5], chance) };
    const which = chance.pick('images', 'images', 'labels');
    for (const each of ['images', 'labels'] as const) {
      const changed = each === which;
      const inner = changed && chance.happens(0.5) ? mutateBytes(whole[each], chance) : whole[each];
      const packed = isPacked ? gzipSync(inner) : inner;
      const isWhole = inner === whole[each];
      writeFileSync(join(folder, names[each]), changed && isWhole ? mutateBytes(packed, chance) : packed);
    }
    return asked(join(folder, names.images), folder, Object.values(names));
  },
};

/** An IDX file of bytes: two zeros, the type, how many dimensions, their sizes, the numbers. */
function idxOf(dims: readonly number[], chance: Chance): Uint8Array {
  const head = Buffer.alloc(4 + 4 * dims.length);
  head.writeUInt32BE(0x800 + dims.length);
  for (const [i, size] of dims.entries()) head.writeUInt32BE(size, 4 + 4 * i);
  const count = dims.reduce((all, size) => all * size, 1);
  return new Uint8Array(Buffer.concat([head, Buffer.from(Array.from({ length: count }, () => chance.whole(0, 9)))]));
}

const configuration = {
  model: { path: network, workers: 1 },
  images: { path: shipped('fashion-mnist/images'), limit: 20 },
  cases: 20,
  seed: 1,
  baseline: false,
  properties: {
    'scalar-invariance': { rate: { atMost: 0.5, confidence: 0.95 } },
    'zero-image-uniformity': { noneViolated: true },
  },
};

/** What may stand in the file of a check, or be told by its flags. */
const told = {
  model: network,
  cases: 5,
  seed: 1,
  scalars: { min: 0.1, max: 1 },
  property: ['scalar-invariance'],
  mean: [0.5],
};

const configurations: MutatedKind = {
  name: 'configurations',
  whole: 200,
  make: (chance, folder) => {
    const name = chance.pick('conic.config.json', 'conic.config.mjs', 'check.json');
    const whole = JSON.stringify(name === 'check.json' ? told : configuration);
    const isWhole = chance.happens(leftWhole);
    const text = isWhole ? whole : mutateJson(whole, chance, (bytes) => mutateBytes(bytes, chance));
    const file = join(folder, name);
    writeFileSync(file, name.endsWith('.mjs') ? `export default ${text};\n` : text);
    const report = join(folder, 'report');
    const run = name === 'check.json' ? ['check', '--read-only'] : ['gate'];
    // A file that it names is named itself, whatever has become of its own name.
    const names = [name, '--', 'lenet', 'fashion-mnist', 'examples', 'MODEL'];
    return { args: [...run, '--config', file, '--report', report], names, report, isWhole };
  },
};

export const mutatedInputs = [images, archives, configurations].map(mutatedFiles);
