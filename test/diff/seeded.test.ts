import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Classifier } from '../../src/classifier/classifier.js';
import { openModel } from '../../src/classifier/openModel.js';
import type { ModelOptions } from '../../src/classifier/file/options.js';
import { diff } from '../../src/diff/diff.js';
import type { Diff } from '../../src/diff/found.js';
import { fromPath } from '../../src/image/fromPath.js';
import { png } from '../image/fixtures.js';
import { someNumbers, take } from '../models/smallModels.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { convNet, labels, toHalf, toInt8, type Defect } from './convNet.js';

// Every defect that a conversion brings with it, one at a time: it is found, and called by its name.

const files = temporaryFiles();
const opened: Classifier[] = [];
afterAll(async () => {
  for (const classifier of opened) await classifier.dispose();
  files.remove();
});

let made = 0;
async function open(defect: Defect = {}, options: ModelOptions = {}): Promise<Classifier> {
  const file = files.write(`net${made++}.onnx`, convNet(defect));
  const classifier = await openModel(file, { workers: 1, ...options });
  opened.push(classifier);
  return classifier;
}

let original: Classifier;
beforeAll(async () => {
  original = await open();
});

const against = async (defect: Defect, options: ModelOptions = {}): Promise<Diff> =>
  diff(original, await open(defect, options), { made: 150, seed: 3, rays: false });

/** Of one layer alone. */
const of =
  (layer: string, change: (values: Float32Array) => void): Defect['weights'] =>
  (name, values) => {
    if (name === layer) change(values);
  };

test('the same network, with other names: nothing', async () => {
  const found = await against({ prefix: 'other/' });
  expect(found).toMatchObject({ verdict: 'held', agreement: { share: 1 }, findings: [], tau: { mean: 1 } });
});

describe('in the weights', () => {
  test.each<[string, Defect['weights'], string, string]>([
    ['int8 in the third convolution', of('conv3.weight', toInt8), 'the third Conv', '"conv3.weight" differ'],
    ['fp16 everywhere', (_, values) => toHalf(values), 'the first Conv', '"conv1.weight" differ'],
    [
      'one weight by 1 %',
      of('conv2.weight', (values) => void (values[5]! *= 1.01)),
      'the second Conv',
      '"conv2.weight" differ: 1 of 432 numbers',
    ],
    [
      'one row of the last layer',
      of('dense.bias', (values) => void (values[2]! += 0.05)),
      'the first Gemm',
      '"dense.bias" differ: 1 of 5',
    ],
  ])('%s', async (_, weights, place, detail) => {
    for (const prefix of ['', 'other/']) {
      const { findings } = await against({ weights: weights!, prefix });
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({ kind: 'tensor', tensor: { by: prefix === '' ? 'name' : 'position' } });
      expect(findings[0]!.text).toContain(`part at ${place} `);
      expect(findings[0]!.details.join('\n')).toContain(detail);
    }
  });
});

describe('in the attributes', () => {
  test('padding of a convolution', async () => {
    const { scoreDifference, findings } = await against({ pads: [2, 2, 0, 0] });
    expect(scoreDifference.largest).toBeGreaterThan(0.01);
    expect(findings[0]!.text).toContain('part at the second Conv ');
    expect(findings[0]!.details).toEqual([
      expect.stringMatching(/^Its pads is \[1, 1, 1, 1\] in net0 and \[2, 2, 0, 0\]/),
    ]);
  });

  test('padding that changes the size', async () => {
    const { findings } = await against({ pads: [0, 0, 0, 0] });
    expect(findings[0]).toMatchObject({ tensor: { tensor: 'conv2', relativeError: 1 } });
    expect(findings[0]!.details[0]).toContain('pads');
  });

  test('epsilon of a normalisation', async () => {
    const { findings } = await against({ epsilon: 1e-3 });
    expect(findings[0]!.text).toContain('part at the first BatchNormalization ');
    expect(findings[0]!.details).toEqual([expect.stringContaining('Its epsilon is')]);
  });
});

describe('outside the network', () => {
  const swapped = ['bee', 'ant', ...labels.slice(2)];

  test('two labels swapped, by name or in the last layer', async () => {
    const rows: Defect['weights'] = (name, values) => {
      if (!name.startsWith('dense')) return;
      for (let at = 0; at < values.length; at += 5) values.set([values[at + 1]!, values[at]!], at);
    };
    for (const defect of [{ labels: swapped }, { weights: rows }]) {
      const { findings, verdict } = await against(defect);
      expect(verdict).toBe('violated');
      expect(findings).toEqual([expect.objectContaining({ kind: 'labels' })]);
      expect(findings[0]!.text).toContain('2 of 5 labels are exchanged');
      expect(findings[0]!.details[0]).toContain('"ant" has the score of "bee"');
    }
  });

  test('both at once are no difference: labels are matched by name', async () => {
    const rows: Defect['weights'] = (name, values) => {
      if (!name.startsWith('dense')) return;
      for (let at = 0; at < values.length; at += 5) values.set([values[at + 1]!, values[at]!], at);
    };
    expect(await against({ weights: rows, labels: swapped })).toMatchObject({ verdict: 'held', labelsBy: 'name' });
  });

  test.each<[string, ModelOptions, ModelOptions, string]>([
    ['the mean is missing', { mean: 0.4 }, {}, 'with the missing step "subtract 0.4"'],
    [
      'one of two steps is another',
      { mean: 0.4, std: 0.5 },
      { mean: 0.4, std: 0.25 },
      'with "divide by 0.5" instead of "divide by 0.25"',
    ],
    ['a step too many', {}, { std: 0.5 }, 'without the step "divide by 0.5"'],
    ['pixels up to 255', { range: [0, 255] }, {}, 'with pixels up to 255 instead of 1'],
    [
      'channels in the other order, declared',
      { steps: [{ kind: 'permute', channels: [2, 1, 0] }] },
      {},
      'with the missing step "reorder channels to [2, 1, 0]"',
    ],
    ['everything', { range: [0, 255], mean: 100 }, { std: 2 }, 'fed as net'],
  ])('%s', async (_, ours, theirs, healed) => {
    const found = await diff(await open({}, ours), await open({}, theirs), { made: 60, seed: 3, rays: false });
    expect(found.findings).toEqual([expect.objectContaining({ kind: 'preprocessing' })]);
    expect(found.findings[0]!.text).toContain(healed);
  });

  test('pictures that are resized by another kernel', async () => {
    const numbers = someNumbers(5);
    for (let i = 0; i < 40; i++) {
      const samples = Uint8Array.from(take(20 * 20 * 3, numbers), (value) => 127.5 + 127 * value);
      files.write(`pictures/${i}.png`, await png({ samples, height: 20, width: 20, channels: 3 }));
    }
    const [one, other] = [
      await open({}, { resizeKernel: 'pillow-bilinear' }),
      await open({}, { resizeKernel: 'pillow-nearest' }),
    ];
    const { findings } = await diff(one, other, { images: fromPath(join(files.folder, 'pictures')), rays: false });
    expect(findings).toEqual([expect.objectContaining({ kind: 'preprocessing' })]);
    expect(findings[0]!.text).toContain('with image files stretched to 8x8 (pillow-bilinear) as for net');
    expect(findings[0]!.details.join()).toContain('stretched to 8x8 (pillow-nearest)');
  });

  test('channels in the other order, declared by nobody', async () => {
    const reversed: Defect['weights'] = (name, values) => {
      if (name !== 'conv1.weight') return;
      for (let filter = 0; filter < 6; filter++) {
        const own = values.slice(filter * 27, (filter + 1) * 27);
        for (let channel = 0; channel < 3; channel++)
          values.set(own.subarray((2 - channel) * 9, (3 - channel) * 9), filter * 27 + channel * 9);
      }
    };
    const { findings } = await against({ weights: reversed });
    expect(findings).toEqual([expect.objectContaining({ kind: 'preprocessing' })]);
    expect(findings[0]!.text).toContain('channels in the other order');
  });

  test('a softmax left off: the ranking is the same, and the outputs are not', async () => {
    const found = await against({ softmax: true });
    expect(found).toMatchObject({ verdict: 'held', agreement: { share: 1 }, tau: { lowest: 1 } });
    expect(found.findings).toEqual([expect.objectContaining({ kind: 'softmax' })]);
    expect(found.findings[0]!.text).toMatch(/ends in a softmax and .* does not/);
  });
});
