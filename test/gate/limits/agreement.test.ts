import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { GateConfig } from '../../../src/gate/config/config.js';
import { readConfig } from '../../../src/gate/config/readConfig.js';
import { gate } from '../../../src/gate/gate.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';
import { halves } from '../models.js';

const files = temporaryFiles();
afterAll(files.remove);
files.write('released.onnx', halves());
files.write('same.onnx', halves());
files.write('biased.onnx', halves(0.3));

const run = (config: Partial<GateConfig>) =>
  gate({ model: 'same.onnx', seed: 1, baseline: false, ...config }, { folder: files.folder });

describe('agreement with the released model', () => {
  test('passes as soon as enough cases show it', async () => {
    const { verdict, limits, results } = await run({ agreement: { with: 'released.onnx', rate: 0.01 } });
    expect(verdict).toBe('pass');
    expect(limits).toMatchObject([
      {
        name: 'agreement',
        outcome: 'pass',
        cases: 299,
        claim: 'at most 1 % of cases are other than in released.onnx, with 95 % confidence',
        reason: expect.stringMatching(/^0 of 299 cases violated/),
      },
    ]);
    expect(results[0]).toMatchObject({ property: 'agreement', violated: 0 });
  });

  test('fails early, with a counterexample', async () => {
    const { verdict, limits, results } = await run({
      model: 'biased.onnx',
      agreement: { with: { path: 'released.onnx', workers: 1 }, rate: { atMost: 0.05, confidence: 0.9 }, cases: 2000 },
    });
    expect(verdict).toBe('fail');
    expect(limits[0]).toMatchObject({ name: 'agreement', outcome: 'fail', interval: { low: expect.any(Number) } });
    expect(limits[0]!.cases).toBeLessThan(1000);
    expect(results[0]?.counterexample?.why).toMatch(/\(released\) became .* \(biased\)/);
  });

  test('is a warning where it is to be, and of what it is to be', async () => {
    const { verdict, warnings, limits } = await run({
      model: 'biased.onnx',
      agreement: { with: 'released.onnx', rate: 0.02, claim: 'scores', vary: 'combination', severity: 'warn' },
    });
    expect({ verdict, warnings, outcome: limits[0]?.outcome }).toEqual({
      verdict: 'pass',
      warnings: 1,
      outcome: 'warn',
    });
  });
});

describe('mistakes', () => {
  test.each<[object, string]>([
    [{ rate: 0.01 }, 'agreement'],
    [{ with: 'released.onnx', rate: 2 }, 'agreement.rate'],
    [{ with: 'released.onnx', rate: 0.1, claim: 'colours' }, 'agreement.claim'],
    [{ with: { path: 'released.onnx', wrokers: 1 }, rate: 0.1 }, 'wrokers'],
  ])('%j', (agreement, message) => {
    expect(() => readConfig({ model: 'same.onnx', agreement }, 'c')).toThrow(message);
  });

  test('a model that is not there, and too few cases', async () => {
    await expect(run({ agreement: { with: 'gone.onnx', rate: 0.05 } })).rejects.toThrow('gone.onnx');
    await expect(run({ agreement: { with: 'released.onnx', rate: 0.05, cases: 10 } })).rejects.toThrow(
      'agreement.cases: found 10; expected at least 59',
    );
  });
});

test('editors know its form', () => {
  expect(readFileSync('dist/config.schema.json', 'utf8')).toContain('the model to agree with');
});
