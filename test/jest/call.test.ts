import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { describeCall, matcherCall, replayLine } from '../../src/jest/call.js';
import { images } from '../../src/generate/images.js';

/** The options in a line, as JavaScript reads them; in this realm, so that they can be compared. */
function optionsIn(line: string): unknown {
  let given: unknown;
  const model = { toBeScalarInvariant: (options: unknown) => void (given = options) };
  runInNewContext(line, { expect: () => model, model });
  return structuredClone(given);
}

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'binary' }),
    fc.constantFrom("it's", '"', '\\', '\\"', "\\'", 'two\nlines', '\r\u2028\u0000', '${x}', '`', '\ud800'),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('a-b', '1', 'class', '__proto__', 'é', "'")), tie('value'), {
      maxKeys: 3,
    }),
  ),
})).value;

describe('a replay line', () => {
  test('is read back as the same options', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), plain), fc.integer(), fc.string(), (options, seed, path) => {
        const call = matcherCall('toBeScalarInvariant', false, options);
        const { seed: _seed, path: _path, ...others } = options;
        const told = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
        expect(optionsIn(replayLine(call, seed, path))).toEqual({ ...told, seed, path });
      }),
    );
  });

  test('is one line', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(replayLine(matcherCall('toSatisfy', true, { value }, 'property'), 1)).not.toMatch(/[\n\r]/);
      }),
    );
  });

  test('names in a comment what cannot be written down', () => {
    const options = { images: images.from('samples'), cases: 500, seed: 7, path: '1', scalars: undefined };
    expect(replayLine(matcherCall('toBeScalarInvariant', false, options), 42, '17:2')).toBe(
      "expect(model).toBeScalarInvariant({ /* images as before */ cases: 500, seed: 42, path: '17:2' })",
    );
    expect(optionsIn(replayLine(matcherCall('toBeScalarInvariant', false, options), 42))).toEqual({
      cases: 500,
      seed: 42,
    });
    const arrays = { images: [Float32Array.of(1)], when: new Date(0), big: 1n, make: () => 1 };
    expect(replayLine(matcherCall('toBeScalarInvariant', false, arrays), 1)).toBe(
      'expect(model).toBeScalarInvariant({ /* images, when, big, make as before */ seed: 1 })',
    );
  });

  test('knows objects of no prototype, and of another realm', () => {
    const bare: Record<string, unknown> = Object.create(null);
    bare['min'] = 0.1;
    const foreign: unknown = runInNewContext('({ min: 0.1 })');
    for (const scalars of [bare, foreign])
      expect(replayLine(matcherCall('toBeScalarInvariant', false, { scalars }), 1)).toBe(
        'expect(model).toBeScalarInvariant({ scalars: { min: 0.1 }, seed: 1 })',
      );
  });
});

describe('a call', () => {
  test('of a matcher has the model’s name in its head', () => {
    const call = matcherCall('toSatisfy', true, {}, 'property');
    expect(call.head('lenet')).toBe('expect(lenet).not.toSatisfy(property)');
    expect(call.written('…')).toBe('expect(model).not.toSatisfy(property, …)');
  });

  test('of describeProperties asks for the one property', () => {
    const call = describeCall({ name: 'scalar-invariance' }, true, { cases: 5, properties: ['left out'] });
    expect(call.head('lenet')).toBe('scalar-invariance of lenet');
    expect(replayLine(call, 1, '0')).toBe(
      "describeProperties(model, { cases: 5, properties: ['scalar-invariance'], seed: 1, path: '0' })",
    );
  });

  test('of describeProperties names a property of the caller’s own in a comment', () => {
    const own = { name: 'mine', cases: () => undefined };
    expect(replayLine(describeCall(own, false, {}), 1, '0')).toBe(
      "describeProperties(model, { /* properties as before */ seed: 1, path: '0' })",
    );
  });
});
