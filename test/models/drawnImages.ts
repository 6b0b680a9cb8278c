import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** A line of print, right way up or upside down, as a camera sees it: 192x48, as PNG. */
export async function drawTextLine(random: () => number): Promise<Buffer> {
  const words =
    'invoice total number quality street avenue amount paid exit no entry caution hot station platform open daily mixed fruit juice'.split(
      ' ',
    );
  const text = Array.from(
    { length: 1 + Math.floor(random() * 3) },
    () => words[Math.floor(random() * words.length)],
  ).join(' ');
  const [paper, ink] = [0.35 + 0.65 * random(), 0.3 * random()];
  const grey = (value: number): string =>
    `rgb(${Array(3)
      .fill(Math.round(255 * value))
      .join(',')})`;
  const [back, front] = random() < 0.25 ? [ink, paper] : [paper, ink];
  const font = fileURLToPath(new URL('../../node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf', import.meta.url));
  const line = await sharp({
    text: {
      text: `<span foreground="${
        '#' +
        Math.round(255 * front)
          .toString(16)
          .padStart(2, '0')
          .repeat(3)
      }">${text}</span>`,
      font: 'DejaVu Sans',
      fontfile: font,
      rgba: true,
      width: 180,
      height: 18 + Math.floor(random() * 24),
    },
  })
    .png()
    .toBuffer();
  const turned = random() < 0.4 ? 180 : 0;
  const { data, info } = await sharp({ create: { width: 192, height: 48, channels: 3, background: grey(back) } })
    .composite([{ input: line, left: Math.floor(random() * 8), top: Math.floor(random() * 6) }])
    .raw()
    .toBuffer({ resolveWithObject: true });
  const light = [1, 1, 0.7, 0.4][Math.floor(random() * 4)]!;
  const noise = [0, 4, 12][Math.floor(random() * 3)]!;
  const seen = data.map((value) => Math.min(255, Math.max(0, light * (value + noise * (random() - 0.5)))));
  return sharp(seen, { raw: { width: info.width, height: info.height, channels: 3 } })
    .rotate(turned)
    .png()
    .toBuffer();
}

/** A smooth field of noise with some discs on it: 64x64, as PNG. */
export async function drawDiscs(random: () => number, channels: 1 | 3): Promise<Buffer> {
  const size = 64;
  const field = new Float64Array(size * size * channels);
  for (const cells of [4, 8, 16, 32]) {
    const coarse = Buffer.from(Uint8Array.from({ length: cells * cells * channels }, () => 256 * random()));
    const { data } = await sharp(coarse, { raw: { width: cells, height: cells, channels } })
      .resize(size, size, { kernel: 'cubic' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (let i = 0; i < field.length; i++) field[i]! += data[i]! / cells;
  }
  for (let disc = Math.floor(random() * 5); disc > 0; disc--) {
    const [x, y, radius] = [random() * size, random() * size, 3 + random() * 14];
    const colour = Array.from({ length: channels }, () => random() * 120);
    for (let i = 0; i < size * size; i++)
      if (Math.hypot((i % size) - x, Math.floor(i / size) - y) < radius)
        for (let channel = 0; channel < channels; channel++) field[i * channels + channel] = colour[channel]!;
  }
  const [least, most] = field.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)] as const, [
    Infinity,
    -Infinity,
  ] as readonly [number, number]);
  const pixels = Uint8Array.from(field, (value) => (255 * (value - least)) / (most - least));
  return sharp(pixels, { raw: { width: size, height: size, channels } })
    .png()
    .toBuffer();
}
