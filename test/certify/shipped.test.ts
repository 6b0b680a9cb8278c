import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  certifyDynamic,
  certifyStructure,
  check,
  crossCheck,
  fromFunction,
  images,
  openModel,
  type PreprocessingStep,
} from 'conic';
import { scalarInvariance } from 'conic/properties';
import { conic } from '../cli/conic.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { sumsThen } from '../models/smallModels.js';

const files = temporaryFiles();
afterAll(files.remove);

const biased = {
  lenet: ['conv1', 'conv2', 'dense1', 'dense2', 'logits'],
  mlp: readFileSync('examples/models/mlp-bias/model.json', 'utf8').match(/dense\d|logits/g) ?? [],
} as const;

/** The layers with biases, in order, each once. */
const layersOf = (net: 'lenet' | 'mlp'): readonly string[] => [...new Set(biased[net])].toSorted();

describe.each(['lenet', 'mlp'] as const)('the shipped %s', (net) => {
  test.each([`${net}-zero-bias.onnx`, `${net}-zero-bias`])('%s is proved', async (file) => {
    const classifier = await openModel(`examples/models/${file}`, { workers: 1 });
    const certificate = certifyStructure(classifier);
    expect(certificate).toMatchObject({ verdict: 'proved', network: 'proved', degree: 1, culprits: [], cautions: [] });
    expect(certificate.follows.map(({ name }) => name)).toEqual([
      'scalar-invariance',
      'scalar-invariance:ranking',
      'zero-image-uniformity',
      'zero-image-uniformity:zero',
      'scalar-invariance:homogeneity',
    ]);
    const dynamic = await certifyDynamic(classifier);
    expect(dynamic).toMatchObject({ verdict: 'scales', degree: 1, reachesScores: false });
    expect(crossCheck(certificate, dynamic).disagreements).toEqual([]);
    await classifier.dispose();
  });

  test('with biases: exactly the biased layers, the same list through ONNX and TF.js', async () => {
    const lists = await Promise.all(
      [`${net}-bias.onnx`, `${net}-bias`].map(async (file) => {
        const classifier = await openModel(`examples/models/${file}`, { workers: 1 });
        const certificate = certifyStructure(classifier);
        expect(certificate.verdict).toBe('not homogeneous');
        const dynamic = await certifyDynamic(classifier);
        expect(dynamic).toMatchObject({ verdict: 'breaks', culprit: { node: certificate.culprits[0]?.node } });
        expect(crossCheck(certificate, dynamic).disagreements).toEqual([]);
        await classifier.dispose();
        return certificate.culprits;
      }),
    );
    expect(lists[0]?.map(({ node }) => node).toSorted()).toEqual(layersOf(net));
    expect(lists[0]).toEqual(lists[1]);
  });
});

test('a violation names its culprits', async () => {
  const classifier = await openModel('examples/models/lenet-bias.onnx', { workers: 1 });
  const { counterexample } = await check(scalarInvariance(), classifier, {
    images: images.from('examples/fashion-mnist/images'),
    seed: 1,
  });
  await classifier.dispose();
  expect(counterexample?.cause.kind).toBe('network');
  expect(counterexample?.cause.culprits).toHaveLength(5);
  expect(counterexample?.cause.culprits?.[0]).toMatchObject({
    node: 'conv1',
    operation: 'Conv',
    what: 'a bias: 6 of 6 are not 0, the largest 0.165',
  });
});

describe('the preprocessing is part of the chain', () => {
  test.each<[readonly PreprocessingStep[], string, readonly string[]]>([
    [[], 'proved', []],
    [[{ kind: 'divide', by: 0.3 }], 'proved', []],
    [[{ kind: 'subtract', value: 0 }], 'proved', []],
    [[{ kind: 'subtract', value: 0.45 }], 'not homogeneous', ['subtract 0.45']],
    [
      [
        { kind: 'quantise', levels: 256 },
        { kind: 'subtract', value: 0.45 },
      ],
      'not homogeneous',
      ['quantise to 256 levels', 'subtract 0.45'],
    ],
    [[{ kind: 'clamp', low: 0, high: 1 }], 'not homogeneous', ['clamp to [0, 1]']],
    [[{ kind: 'clamp', low: 0, high: Infinity }], 'proved', []],
    [[{ kind: 'custom', name: 'gamma', homogeneous: false, apply: () => undefined }], 'not homogeneous', ['gamma']],
  ])('%j', async (steps, verdict, broken) => {
    const classifier = await openModel('examples/models/mlp-zero-bias.onnx', { workers: 1, steps });
    const certificate = certifyStructure(classifier);
    await classifier.dispose();
    expect(certificate).toMatchObject({ verdict, network: 'proved' });
    expect(certificate.preprocessing.map(({ what }) => what)).toEqual(broken);
    expect(certificate.follows.length > 0).toBe(verdict === 'proved');
  });
});

describe('a classifier without a graph', () => {
  const shape = { height: 1, width: 2, channels: 1 };

  test('is undecided by structure, and still probed', async () => {
    const linear = fromFunction(({ data, count }) => data.slice(0, 2 * count), { shape, labels: 2 });
    expect(certifyStructure(linear)).toMatchObject({
      verdict: 'undecided',
      reason: expect.stringContaining('cannot be read'),
    });
    expect(await certifyDynamic(linear)).toMatchObject({ verdict: 'scales', degree: 1, tried: { tensors: 1 } });
    const biased = fromFunction(({ data, count }) => data.slice(0, 2 * count).map((x) => x + 1), { shape, labels: 2 });
    expect(await certifyDynamic(biased)).toMatchObject({ verdict: 'breaks', reachesScores: true });
  });

  test('gives probabilities: nothing is said', async () => {
    const even = fromFunction(({ count }) => new Float32Array(2 * count).fill(0.5), {
      shape,
      labels: 2,
      scores: 'probabilities',
    });
    expect(await certifyDynamic(even)).toMatchObject({ verdict: 'undecided' });
  });

  test.each([[{ madeImages: 0 }], [{ exponents: [] }], [{ exponents: [0] }], [{ exponents: [0.5] }]])(
    '%j makes no sense',
    async (options) => {
      const linear = fromFunction(({ data, count }) => data.slice(0, 2 * count), { shape, labels: 2 });
      await expect(certifyDynamic(linear, options)).rejects.toThrow('expected');
    },
  );
});

describe('conic certify', () => {
  test('proves, and exits with 0', async () => {
    const { status, out, err } = await conic([
      'certify',
      resolve('examples/models/lenet-zero-bias.onnx'),
      '--structure',
    ]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('network: proved with degree 1');
    expect(out).toContain('no positive scalar changes the label of any image  scalar-invariance');
    expect(out).toContain('probed with powers of two: scales');
    expect(out).toContain('proved: lenet-zero-bias is positively homogeneous');
  });

  test('names culprits, and exits with 1', async () => {
    const { status, out } = await conic(['certify', resolve('examples/models/lenet-bias'), '--structure']);
    expect(status).toBe(1);
    expect(out).toContain('conv1 (Conv): a bias: 6 of 6 are not 0, the largest 0.165');
    expect(out).toContain('fix: Train that layer with use_bias=false.');
    expect(out).toContain('not homogeneous: lenet-bias; 5 nodes break it');
  });

  test('counts the preprocessing', async () => {
    const told = ['--structure', '--mean', '0.286', '--std', '0.353'];
    const { status, out } = await conic(['certify', resolve('examples/models/mlp-zero-bias.onnx'), ...told]);
    expect(status).toBe(1);
    expect(out).toContain('network: proved');
    expect(out).toContain('with your preprocessing: broken by subtract 0.286');
    expect(out).toContain('fix: Divide by the standard deviation only');
  });

  test('is undecided about what it does not know, and exits with 3', async () => {
    const model = files.write(
      'unknown.onnx',
      sumsThen([{ op: 'Trilu', name: 'odd', domain: 'com.microsoft', inputs: ['sums'], outputs: ['y'] }]),
    );
    const { status, out } = await conic(['certify', model, '--structure', '--no-probe']);
    expect(status).toBe(3);
    expect(out).toContain('odd (com.microsoft.Trilu): com.microsoft.Trilu, an operation that conic has no rule for');
    expect(out).not.toContain('probed');
  });

  test('prints JSON and nothing else', async () => {
    const { status, out } = await conic(['certify', resolve('examples/models/mlp-bias.onnx'), '--structure', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'conic.certify-structure/1',
      model: { id: 'mlp-bias' },
      structure: { kind: 'structure', verdict: 'not homogeneous' },
      dynamic: { kind: 'dynamic', verdict: 'breaks' },
      disagreements: [],
    });
  });

  test.each([
    [['certify'], 'MODEL: found nothing'],
    [
      ['certify', resolve('examples/models/mlp-bias.onnx'), '--structure', '--ray'],
      'certify: found --structure and --ray; expected one kind of certificate',
    ],
    [
      ['certify', resolve('examples/models/mlp-bias.onnx'), '--ray'],
      '--images: found nothing; expected images for --ray',
    ],
    [['certify', 'nowhere.onnx', '--structure'], 'nowhere.onnx: found no such file'],
    [['certify', resolve('examples/models/mlp-bias.onnx'), '--structure', '--workers', '0'], '--workers: found 0'],
  ])('%j is a mistake', async (args, message) => {
    const { status, out, err } = await conic(args);
    expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringContaining(message) });
  });
});
