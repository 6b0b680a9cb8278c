import { describe, expect, test } from '@jest/globals';
import { fromFunction } from '../../../src/classifier/fromFunction.js';
import { keyOfFeeding } from '../../../src/run/feeding/feedings.js';
import { otherFeedings } from '../../../src/run/feeding/mistakes.js';

const blank = (options: object, channels: 1 | 3) =>
  fromFunction(() => [], { shape: { height: 4, width: 4, channels }, labels: 2, ...options });

describe.each([1, 3] as const)('other feedings of %d channels', (channels) => {
  test.each([
    {},
    { range: [0, 255] },
    { mean: 0.5, std: 0.25 },
    { range: [0, 255], mean: 100 },
    ...(channels === 3
      ? [{ channels: 'bgr' }, { mean: [0.4, 0.5, 0.6], channels: 'bgr' }, { preprocess: 'torch' }]
      : []),
  ])('are what their options make, none twice, and none the one there is: %j', (now) => {
    const { spec } = blank(now, channels);
    const others = otherFeedings(spec).filter(({ words }) => words === undefined);
    expect(others.length).toBeGreaterThan(channels === 3 ? 8 : 3);
    for (const { options, feeding } of others) {
      // Pasted behind what is told already, of which the same options are told anew.
      const { preprocess: _mode, ...kept } = now as { readonly preprocess?: string };
      const again = blank(options.preprocess === undefined ? { ...kept, ...options } : options, channels).spec;
      expect([options, keyOfFeeding(again)]).toEqual([options, keyOfFeeding(feeding)]);
    }
    const keys = others.map(({ feeding }) => keyOfFeeding(feeding));
    expect(new Set([...keys, keyOfFeeding(spec)]).size).toBe(keys.length + 1);
  });
});

test('rounding to levels, which an input of bytes asks for, stays the last step', () => {
  const { spec } = blank({ range: [0, 255], steps: [{ kind: 'quantise', levels: 256 }] }, 1);
  for (const { feeding, words } of otherFeedings(spec))
    if (words === undefined) expect(feeding.steps.at(-1)).toEqual({ kind: 'quantise', levels: 256 });
});

test('after a step of the user’s own the usual feedings are tried all the same', () => {
  const own = { kind: 'custom', name: 'gamma', homogeneous: false, apply: () => undefined };
  const { spec } = blank({ steps: [own] }, 1);
  expect(otherFeedings(spec).map(({ options }) => options)).toContainEqual({ range: [0, 255], mean: 0, std: 1 });
});
