import { afterAll, describe, expect, test } from '@jest/globals';
import { certifyDynamic } from '../../src/certify/dynamic/certifyDynamic.js';
import { certifyRay } from '../../src/certify/ray/certifyRay.js';
import { certifySegment } from '../../src/certify/ray/certifySegment.js';
import { certifyRegion } from '../../src/certify/region/certifyRegion.js';
import { certifyStructure } from '../../src/certify/structure/certifyStructure.js';
import { crossCheck } from '../../src/certify/crossCheck.js';
import type { Classifier, Tensor } from '../../src/classifier/classifier.js';
import { structureReportOf } from '../../src/report/documents/structureReport.js';
import { structurePage } from '../../src/report/pages/certifyStructure.js';
import { weights, type OnnxNode } from '../models/onnxFile.js';
import { models, pixelsOf } from './networks.js';

// Where two answers of conic, or conic and the engine, contradict each other, nothing is proved.

const { openRow, close } = models();
afterAll(close);

const probabilities = (bias: readonly number[] = [0, 0, 0]): Promise<Classifier> => {
  const nodes: OnnxNode[] = [
    { op: 'Gemm', name: 'dense', inputs: ['x', 'w', 'b'], outputs: ['logits'] },
    { op: 'Softmax', name: 'softmax', inputs: ['logits'], outputs: ['y'], attributes: { axis: { int: 1 } } },
  ];
  const w = weights('w', [2, 3], [1, 0, -1, -1, 0, 1]);
  return openRow(2, { nodes, initializers: [w, weights('b', [3], bias)] }, 3);
};
const [left, right] = [pixelsOf([0.9, 0.1]), pixelsOf([0.8, 0.3])];

/** The same, with rows of a tensor changed before anybody sees them. */
const misreading = (classifier: Classifier, name: string, change: (row: Float32Array) => Float32Array): Classifier => {
  const network = classifier.network!;
  const changed = ({ dims, data }: Tensor): Tensor => {
    const size = data.length / dims[0]!;
    const rows = Array.from({ length: dims[0]! }, (_, i) => [...change(data.slice(i * size, (i + 1) * size))]);
    return { dims, data: Float32Array.from(rows.flat()) };
  };
  return {
    ...classifier,
    classify: (batch) => classifier.classify(batch),
    network: {
      ...network,
      probe: async (batch, names) => {
        const read = await network.probe(batch, names);
        return new Map([...read].map(([key, tensor]) => [key, key === name ? changed(tensor) : tensor]));
      },
    },
  };
};
const reversed = (row: Float32Array): Float32Array => row.toReversed();
const report = /please report it, with the model/;

describe('where probing contradicts a proof by structure', () => {
  test('scores that are no numbers are an error, whatever is proved', async () => {
    const initializers = [weights('w', [2, 2], [3e38, 3e38, -3e38, 3e38])];
    const twice = (from: string, to: string): OnnxNode => ({ op: 'MatMul', inputs: [from, 'w'], outputs: [to] });
    const classifier = await openRow(2, { nodes: [twice('x', 'h'), twice('h', 'y')], initializers }, 2);
    expect(certifyStructure(classifier).verdict).toBe('proved');
    await expect(certifyDynamic(classifier)).rejects.toThrow(/found the score -?(NaN|Infinity) for label/);
  });

  test('equal numbers that are added at the end, and that the engine adds otherwise', async () => {
    const nodes: OnnxNode[] = [
      { op: 'MatMul', name: 'dense', inputs: ['x', 'w'], outputs: ['sums'] },
      { op: 'Add', name: 'shift', inputs: ['sums', 'b'], outputs: ['y'] },
    ];
    const w = weights('w', [2, 3], [1, 0, -1, -1, 0, 1]);
    const classifier = await openRow(2, { nodes, initializers: [w, weights('b', [3], [1, 1, 1])] }, 3);
    expect(certifyStructure(classifier).verdict).toBe('proved');
    const misread = misreading(classifier, 'sums', reversed);
    expect(await certifyDynamic(misread)).toMatchObject({
      verdict: 'undecided',
      contradiction: expect.stringMatching(
        /^the label by the logits "sums" is .*, and by the model's output "y" it is /,
      ),
    });
  });

  test('nothing is proved, and a report is asked for', async () => {
    const classifier = await probabilities();
    const structure = certifyStructure(classifier);
    expect(structure.verdict).toBe('proved');
    const dynamic = await certifyDynamic(await probabilities([0, 0.3, 0]));
    expect(dynamic).toMatchObject({ verdict: 'breaks', reachesScores: true });
    const certification = crossCheck(structure, dynamic);
    expect(certification).toMatchObject({
      structure: { verdict: 'undecided', network: 'undecided', follows: [], reason: expect.stringMatching(report) },
      disagreements: [expect.stringMatching(report)],
    });
    const document = structureReportOf(classifier.spec, certification);
    expect(document.verdict).toBe('undecided');
    const page = structurePage(document);
    expect(page.verdict.word).toBe('undecided');
    const text = JSON.stringify(page);
    expect(text).toMatch(report);
    expect(text).not.toMatch(/proved"|no positive scalar/i);
  });

  test('what the preprocessing breaks stays broken', async () => {
    const structure = certifyStructure({
      ...(await probabilities()),
      spec: { id: 'x', steps: [{ kind: 'subtract', value: 0.5 }] },
    });
    expect(structure).toMatchObject({ verdict: 'not homogeneous', network: 'proved' });
    const dynamic = await certifyDynamic(await probabilities([0, 0.3, 0]));
    expect(crossCheck(structure, dynamic).structure).toMatchObject({
      verdict: 'not homogeneous',
      network: 'undecided',
    });
  });
});

describe('where the output of the model gives other labels than its logits', () => {
  test('rays, segments and regions are undecided, and ask for a report', async () => {
    const classifier = await probabilities();
    const wrong = misreading(classifier, 'y', reversed);
    expect((await certifyRay(classifier, left)).word).toBe('proved-real');
    expect((await certifyRegion(classifier, [left, right])).word).toBe('proved-real');
    const reason = expect.stringMatching(
      /^the label by the logits "logits" is .*, and by the model's output "y" it is .*please report it, with the model\.$/,
    );
    for (const method of ['auto', 'float64', 'exact', 'engine'] as const)
      expect(await certifyRay(wrong, left, { method })).toMatchObject({ word: 'undecided', reason, flips: [] });
    expect(await certifySegment(wrong, left, right)).toMatchObject({ word: 'undecided', reason });
    expect(await certifyRegion(wrong, [left, right])).toMatchObject({ word: 'undecided', reason });
  });

  test('only for the second image', async () => {
    // Its first probability is not so large.
    const wrong = misreading(await probabilities(), 'y', (row) =>
      row[0]! > 0.5 && row[0]! < 0.55 ? reversed(row) : row,
    );
    expect((await certifyRay(wrong, left)).word).toBe('proved-real');
    expect((await certifyRay(wrong, right)).word).toBe('undecided');
    expect((await certifyRegion(wrong, [left, right])).word).toBe('undecided');
  });

  test('only beside a flip', async () => {
    const bias = [0, 0.4, 0];
    const classifier = await probabilities(bias);
    const found = await certifyRay(classifier, left);
    expect(found).toMatchObject({ word: 'proved-real', flips: [{ replay: {} }] });
    // Near the flip the two best are alike.
    const isNear = (row: Float32Array): boolean => Math.abs(row[0]! - row[1]!) < 0.01;
    const wrong = misreading(classifier, 'y', (row) => (isNear(row) ? reversed(row) : row));
    expect(await certifyRay(wrong, left)).toMatchObject({
      word: 'undecided',
      flips: [],
      reason: expect.stringMatching(report),
    });
    expect((await certifyRay(wrong, left, { replay: false })).flips).toHaveLength(1);
  });

  test('probing says so, and a structure that was proved is not', async () => {
    const classifier = await probabilities();
    const dynamic = await certifyDynamic(misreading(classifier, 'y', reversed));
    expect(dynamic).toMatchObject({ verdict: 'undecided', contradiction: expect.stringContaining('output "y"') });
    expect(crossCheck(certifyStructure(classifier), dynamic)).toMatchObject({
      structure: { verdict: 'undecided', follows: [] },
      disagreements: [expect.stringMatching(report)],
    });
  });

  test('equal numbers of an output that saturates are no other label', async () => {
    const nodes: OnnxNode[] = [
      { op: 'Gemm', name: 'dense', inputs: ['x', 'w', 'b'], outputs: ['logits'] },
      { op: 'Sigmoid', name: 'sigmoid', inputs: ['logits'], outputs: ['y'] },
    ];
    const w = weights('w', [2, 3], [80, 90, 100, 0, 0, 0]);
    const classifier = await openRow(2, { nodes, initializers: [w, weights('b', [3], [0, 0, 0])] }, 3);
    expect(await certifyDynamic(classifier)).not.toHaveProperty('contradiction');
    expect((await certifyRay(classifier, left)).reason ?? '').not.toMatch(report);
  });
});
