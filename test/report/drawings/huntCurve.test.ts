import { expect, test } from '@jest/globals';
import { drawHuntCurve, type HuntCurve } from '../../../src/report/drawings/huntCurve.js';
import { drawSheet } from '../../../src/report/drawings/sheet.js';
import sharp from 'sharp';
import { image } from 'conic';
import { confirmView } from '../../../src/run/confirmView.js';
import { spec } from '../results.js';

const hostile = [
  '<script>alert(1)</script>',
  '"&\u0000\uD800\u0007',
  '',
  '{{x}} ${y}',
  'x'.repeat(500),
  '',
  '\n',
  '日本',
];
const curve: HuntCurve = {
  title: '</text><b>&',
  points: [0.01, 0.1, 1, 10].map((scalar) => ({
    scalar,
    scores: Float32Array.from(hostile, (_, label) => Math.sin(label + scalar)),
  })),
  flips: [
    { scalar: 0.1, label: hostile[0]! },
    { scalar: 3, label: hostile[1]! },
  ],
  own: 0,
};

test('hostile names of labels stay text in the SVG, which stays XML', async () => {
  const { svg, png } = await drawHuntCurve(curve, hostile);
  expect(svg).not.toMatch(/<script|<b>|[\p{Cc}\p{Cs}]/u);
  expect(svg).toContain('&lt;script&gt;');
  // Each element is closed: sharp's parser refuses anything else.
  const { width, height } = await sharp(Buffer.from(svg)).metadata();
  expect(width).toBeGreaterThan(560);
  expect(height).toBeGreaterThan(300);
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 2 * width, height: 2 * height });
});

test('the flips are marked', async () => {
  const { svg } = await drawHuntCurve(curve, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  expect(svg).toContain(' at 0.1');
  expect(svg).toContain(' at 3');
  expect(svg.match(/#c00000/g)?.length).toBeGreaterThanOrEqual(4);
});

test('lines in colour are a path each, and those in grey one path together, without a line from one to the next', async () => {
  const names = Array.from({ length: 12 }, (_, label) => `label ${label}`);
  const scores = (lead: number) => Float32Array.from(names, (_, label) => (label === lead ? 100 : label));
  const points = [0.1, 0.5, 1].map((scalar, i) => ({ scalar, scores: scores(i === 0 ? 3 : 0) }));
  const { svg } = await drawHuntCurve({ title: '', points, flips: [{ scalar: 0.5, label: 'label 3' }], own: 0 }, names);
  const paths = [...svg.matchAll(/<g class="mark-line[^>]*>(.*?)<\/g>/g)].map(([, content]) => content ?? '');
  const parts = (letter: string) => paths.map((path) => path.split(letter).length - 1);
  expect(parts('<path')).toEqual([1, 1, 1]);
  // Eight lines in grey of two steps each, and two in colour.
  expect(parts('M')).toEqual([8, 1, 1]);
  expect(parts('L')).toEqual([16, 2, 2]);
});

test('the axis reaches as far as the flips', async () => {
  const { svg } = await drawHuntCurve({ ...curve, flips: [{ scalar: 500, label: hostile[0]! }] }, hostile);
  expect(svg).toContain('for a log scale with values from 0.01 to 500');
});

test('scores of zero, and of one point, can be drawn', async () => {
  const flat = { title: '', points: [{ scalar: 1, scores: new Float32Array(3) }], flips: [], own: 0 };
  expect((await drawHuntCurve(flat, ['a', 'b', 'c'])).svg).toContain('<svg');
});

test('the sheet has room for every case', async () => {
  const shape = { height: 4, width: 4, channels: 1 };
  const black = image(shape, { kind: 'constant' }, 'black', () => undefined);
  const view = confirmView(
    { title: 'original', image: black, scores: Float32Array.of(1, 2) },
    { ...spec, shape },
    'pixel',
  );
  const of = async (cases: number, views: number) =>
    sharp(
      await drawSheet(
        Array.from({ length: cases }, () => Array.from({ length: views }, () => view)),
        hostile,
      ),
    ).metadata();
  const [one, five] = [await of(1, 2), await of(5, 2)];
  expect(five).toMatchObject({ width: 4 * one.width, height: 2 * one.height });
});

test('pictures stand beside the curve, each with what it is called', async () => {
  const shape = { height: 4, width: 4, channels: 1 };
  const black = image(shape, { kind: 'constant' }, 'black', () => undefined);
  const beside = ['#3', '<b>flipped</b>'].map((title) => ({ title, image: black }));
  const alone = await drawHuntCurve(curve, hostile);
  const { svg, png } = await drawHuntCurve({ ...curve, beside }, hostile);
  expect(svg.match(/<image /g)).toHaveLength(2);
  expect(svg).toContain('&#60;b&#62;flipped');
  const [narrow, wide] = [await sharp(alone.png).metadata(), await sharp(png).metadata()];
  expect(wide.width).toBeGreaterThan(narrow.width);
  for (const whole of [alone.png, png])
    expect((await cornersOf(whole)).map(String)).toEqual(Array(4).fill('255,255,255'));
});

/** The pixels in the corners: a drawing has its background up to the edge. */
async function cornersOf(png: Buffer): Promise<readonly (readonly number[])[]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const pixelAt = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
  const [right, bottom] = [info.width - 1, info.height - 1];
  return [pixelAt(0, 0), pixelAt(right, 0), pixelAt(0, bottom), pixelAt(right, bottom)];
}
