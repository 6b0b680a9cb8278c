import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { openModel } from '../../src/classifier/openModel.js';
import { operationFamilies } from '../../src/network/operations/index.js';
import type { Operation } from '../../src/network/operations/operation.js';
import { onnxModel } from '../models/onnxFile.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { attack } from './attack.js';
import { Chance } from './chance.js';
import { randomNetwork } from './onnx/randomNetwork.js';

// The attacks on random networks (bench/soundness.ts) find what they are there for: rules that are broken on purpose.

const files = temporaryFiles();
afterAll(files.remove);

/** What was found wrong with the first networks that have one of these operations; stops at the first. */
async function found(names: readonly string[], most = 30): Promise<readonly string[]> {
  let tried = 0;
  for (let seed = 1; tried < most && seed < 2000; seed++) {
    const { model, shape } = randomNetwork(seed);
    if (!model.nodes.some(({ op }) => names.includes(op))) continue;
    const path = files.write(`network-${seed}.onnx`, onnxModel(model));
    const { height, width } = shape;
    const classifier = await openModel(path, { workers: 1, size: { height, width } }).catch(() => undefined);
    if (classifier === undefined) continue;
    tried++;
    const { wrong } = await attack(classifier, new Chance(seed), { points: 16, timeLimit: 1 });
    await classifier.dispose();
    if (wrong.length > 0) return wrong;
  }
  return [];
}

/** Replaces a column of an operation's record. */
function breakRule<Key extends 'degree' | 'follow'>(name: string, broken: Required<Pick<Operation, Key>>): void {
  const record = Object.values(operationFamilies)
    .flat()
    .find(({ names }) => names.includes(name));
  if (record === undefined) throw new Error(`no record of ${name}`);
  const whole = { ...record };
  Object.assign(record, broken);
  mended.push(() => Object.assign(record, whole));
}

const mended: (() => void)[] = [];
afterEach(() => mended.splice(0).forEach((mend) => mend()));

describe('a broken rule is found', () => {
  test('of degrees: a bias that does not count', async () => {
    breakRule('Gemm', { degree: { said: 'broken', of: ({ form }) => ({ form: form(0) }) } });
    expect((await found(['Gemm'])).join()).toMatch(/structure/);
  });

  test('of degrees: bounds that do not count', async () => {
    breakRule('Clip', { degree: { said: 'broken', of: ({ form }) => ({ form: form(0) }) } });
    expect((await found(['Clip'])).join()).toMatch(/structure/);
  });

  test('of lines: a kink that is left out', async () => {
    breakRule('Relu', { follow: (context) => context.give(context.live()) });
    expect((await found(['Relu'])).join()).toMatch(/ray|segment/);
  });
});

test('and without one nothing is', async () => {
  expect(await found(['Relu', 'Gemm'], 20)).toEqual([]);
});

test('the same seed gives the same network', () => {
  for (const seed of [1, 2, 3])
    expect(onnxModel(randomNetwork(seed).model)).toEqual(onnxModel(randomNetwork(seed).model));
});
