import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { gateAgain } from '../../src/cli/gateAgain.js';
import type { GateConfig } from '../../src/gate/config/config.js';

/** Without how conic was called, which is another thing for every runner. */
const again = (config: GateConfig, flags = {}) => {
  const { gate, check } = gateAgain(config, resolve('release'), flags);
  const bare = (line: string | undefined) => line?.replace(/^.*?(?=gate|check)/, '');
  return { gate: bare(gate), check: bare(check) };
};

describe('a finding of a gate is seen again', () => {
  test('by a check that is told all that the configuration says', () => {
    const config = {
      model: { path: 'my model.onnx', range: [0, 255] as const, mean: 0.5 },
      images: { path: 'samples', limit: 30, skipUnreadable: false },
      scalars: { min: 0.1, max: 1 },
      space: 'model' as const,
      tolerance: 1e-4,
      properties: { 'scalar-invariance': { noneViolated: true as const } },
    };
    expect(again(config).check).toBe(
      "check 'release/my model.onnx' --range 0,255 --mean 0.5 --images release/samples --limit 30 --scalars 0.1..1 --space model --tolerance 0.0001",
    );
  });

  test('by the gate as it was typed, without what it writes', () => {
    const flags = { config: 'release/conic.config.ts', report: 'out', seed: 5, shard: '1/2', model: 'other.onnx' };
    expect(again({ model: 'other.onnx' }, flags).gate).toBe('gate --config release/conic.config.ts --model other.onnx');
  });

  test('by the gate alone, where no flag says what the configuration does', () => {
    const config = { model: { path: 'model.onnx', labels: ['cat', 'dog'] } };
    expect(again(config).check).toBeUndefined();
  });
});
