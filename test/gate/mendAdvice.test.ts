import { expect, test } from '@jest/globals';
import { resolve } from 'node:path';
import { gate, type GateConfig } from 'conic';

const said = async (told: Partial<GateConfig>): Promise<readonly string[]> => {
  const config: GateConfig = {
    model: resolve('examples/models/mlp-bias.onnx'),
    images: resolve('examples/fashion-mnist/images'),
    seed: 1,
    properties: { 'scalar-invariance': { noneViolated: true, cases: 200 } },
    ...told,
  };
  const { assumed } = await gate(config);
  return assumed.notes.filter((note) => note.includes('Mended'));
};

test('a failing limit says what mending would give, where that is asked for', async () => {
  const [advice = '', ...more] = await said({ mend: true });
  expect(advice).toMatch(/^scalar-invariance: 1 of 1 cases violated\. Mended, .*: 0 of 200, of all cases/);
  expect(more).toEqual([]);
  expect(await said({})).toEqual([]);
});

test('nothing is said of a property that mending is not for, or that holds', async () => {
  const regions = { 'convex-region-consistency': { noneViolated: true, cases: 20 } } as const;
  expect(await said({ mend: true, properties: regions })).toEqual([]);
  const holding = resolve('examples/models/mlp-zero-bias.onnx');
  expect(await said({ mend: true, model: holding })).toEqual([]);
});
