import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { inputWriter } from '../../src/classifier/inputWriter.js';
import { byteImage, byteSamplesOf } from '../../src/image/byteImage.js';
import { image, type Image } from '../../src/image/image.js';
import { renderSamples } from '../../src/image/samples.js';
import { sizeOf, type ImageShape } from '../../src/image/shape.js';
import type { PreprocessingStep } from '../../src/settings/steps.js';

const [small, large] = [
  { height: 16, width: 17, channels: 3 },
  { height: 64, width: 65, channels: 3 },
];
const recipe = { kind: 'test' };

function imagesOf(shape: ImageShape) {
  const bytes = Uint8Array.from({ length: sizeOf(shape) }, (_, i) => (i * 101) % 256);
  return {
    bytes,
    ofBytes: byteImage(shape, recipe, 'test', bytes),
    ofPixels: image(shape, recipe, 'test', (pixels) => renderSamples(bytes, pixels)),
  };
}

const perChannel = (each: fc.Arbitrary<number>): fc.Arbitrary<number | number[]> =>
  fc.oneof(each, fc.tuple(each, each, each));
const factor = fc.constantFrom(0.229, 0.224, 1 / 255, 2, 58.395);
const steps: fc.Arbitrary<readonly PreprocessingStep[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('scale' as const), by: perChannel(factor) }),
    fc.record({ kind: fc.constant('divide' as const), by: perChannel(factor) }),
    fc.record({ kind: fc.constant('subtract' as const), value: perChannel(fc.constantFrom(0.485, 0, 123.675, -1)) }),
    fc.record({ kind: fc.constant('permute' as const), channels: fc.constantFrom([2, 1, 0], [1, 2, 0]) }),
    fc.record({ kind: fc.constant('clamp' as const), low: fc.constant(0), high: fc.constantFrom(0.5, 200) }),
    fc.record({ kind: fc.constant('quantise' as const), levels: fc.constantFrom(2, 256) }),
  ),
  { maxLength: 4 },
);

describe('an image of 8-bit samples', () => {
  test('is what it would be pixel by pixel', () => {
    const { bytes, ofBytes, ofPixels } = imagesOf(small);
    expect(byteSamplesOf(ofBytes)).toBe(bytes);
    expect(byteSamplesOf(ofPixels)).toBeUndefined();
    expect(ofBytes.pixels()).toEqual(ofPixels.pixels());
    expect(ofBytes.brightest).toBe(ofPixels.brightest);
  });

  test('is written as it would be pixel by pixel, to the last bit', () => {
    fc.assert(
      fc.property(
        fc.record({
          shape: fc.constantFrom(small, large),
          steps,
          layout: fc.constantFrom('nchw' as const, 'nhwc' as const),
          highest: fc.constantFrom(1, 255),
          space: fc.constantFrom('pixel' as const, 'model' as const),
          clamping: fc.boolean(),
          gain: fc.constantFrom(1, 4),
          overflow: fc.constantFrom('limit' as const, 'clamp' as const, 'allow' as const),
          scalar: fc.option(fc.constantFrom(0.1, 1, 3, 1e-30, 0)),
          offset: fc.constantFrom(0, 5),
        }),
        ({ shape, layout, highest, overflow, scalar, offset, steps: told, ...options }) => {
          const { bytes, ofBytes, ofPixels } = imagesOf(shape);
          const spec = { shape, layout, range: [0, highest] as const, steps: told };
          const written = (plain: Image): Float32Array => {
            const out = new Float32Array(offset + bytes.length + 3).fill(7);
            const given = scalar === null ? plain : plain.times(scalar, overflow);
            expect(inputWriter(spec, options)(given, out, offset)).toBe(1);
            return out;
          };
          // As bits, which tell 0 from -0.
          expect(new Uint32Array(written(ofBytes).buffer)).toEqual(new Uint32Array(written(ofPixels).buffer));
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each(['pixel', 'model'] as const)('of channels first has what it has of channels last, in space %s', (space) => {
    for (const shape of [small, large])
      for (const { overflow, scalar } of [
        { overflow: 'limit', scalar: 0.1 },
        { overflow: 'clamp', scalar: 1.5 },
        { overflow: 'allow', scalar: 3 },
      ] as const) {
        const area = shape.height * shape.width;
        const written = (layout: 'nchw' | 'nhwc', plain: Image): Float32Array => {
          const out = new Float32Array(3 * area);
          inputWriter({ shape, layout, range: [0, 1], steps: [] }, { space })(plain.times(scalar, overflow), out, 0);
          return out;
        };
        const { ofBytes, ofPixels } = imagesOf(shape);
        const last = written('nhwc', ofPixels);
        const first = Float32Array.from(last, (_, i) => last[(i % area) * 3 + Math.floor(i / area)]!);
        expect(written('nchw', ofPixels)).toEqual(first);
        expect(written('nchw', ofBytes)).toEqual(first);
      }
  });
});
