import { crc32, inflateSync } from 'node:zlib';
import type { Raster } from './samples.js';

/** The most samples decoded here: more would hold up the thread that all else waits for. */
const mostSamples = 1_000_000;

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Chunks that say nothing of the stored values. */
const ignorable = new Set(['pHYs', 'tIME', 'tEXt', 'zTXt', 'iTXt', 'sRGB', 'gAMA', 'cHRM']);

/**
 * A PNG of the plainest kind, decoded at once: small, 8 bits, grey or RGB, not interlaced, without transparency, orientation or
 * animation. Undefined for every other file, and for a damaged one: sharp reads these, or says what is wrong with them. sharp takes
 * ten times as long for such a file, most of it on its way to another thread. No library is used here since those that are well kept
 * inflate without a bound, and a few bytes can claim to be gigabytes.
 *
 * Source: Portable Network Graphics (third edition), W3C, sections 5 (chunks) and 9 (filters).
 */
export function plainPng(bytes: Uint8Array): Raster | undefined {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = partsOf(png);
  if (parts === undefined) return undefined;
  const { header, packed } = parts;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  // Bit depth, colour type, compression, filter and interlace methods.
  const [depth, colours, ...methods] = header.subarray(8);
  const channels = colours === 0 ? 1 : colours === 2 ? 3 : undefined;
  if (depth !== 8 || channels === undefined || methods.some((method) => method !== 0)) return undefined;
  const row = width * channels;
  if (row * height === 0 || row * height > mostSamples) return undefined;
  const filtered = inflated(packed, (row + 1) * height);
  const samples = filtered === undefined ? undefined : unfiltered(filtered, row, channels);
  return samples === undefined ? undefined : { shape: { height, width, channels }, samples };
}

interface Parts {
  readonly header: Buffer;
  readonly packed: Buffer;
}

/** What is in the chunks, if each is whole and known. */
function partsOf(png: Buffer): Parts | undefined {
  if (!png.subarray(0, 8).equals(signature)) return undefined;
  let header: Buffer | undefined;
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    if (end + 4 > png.length) return undefined;
    const kind = png.toString('latin1', at + 4, at + 8);
    if (crc32(png.subarray(at + 4, end)) !== png.readUInt32BE(end)) return undefined;
    const content = png.subarray(at + 8, end);
    at = end + 4;
    if ((kind === 'IHDR') !== (header === undefined)) return undefined;
    if (kind === 'IHDR' && content.length === 13) header = content;
    else if (kind === 'IDAT') packed.push(content);
    else if (kind === 'IEND')
      return header === undefined || at !== png.length ? undefined : { header, packed: Buffer.concat(packed) };
    else if (!ignorable.has(kind)) return undefined;
  }
  return undefined;
}

/** Exactly as many bytes as are due. */
function inflated(packed: Buffer, length: number): Buffer | undefined {
  try {
    const bytes = inflateSync(packed, { maxOutputLength: length });
    return bytes.length === length ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** The rows, each of which says in its first byte what its samples are to be added to. */
function unfiltered(filtered: Buffer, row: number, channels: number): Uint8Array | undefined {
  const height = filtered.length / (row + 1);
  const samples = new Uint8Array(row * height);
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    const filter = filtered[from++]!;
    if (filter > 4) return undefined;
    for (let x = 0; x < row; x++, from++, to++) {
      const left = x < channels ? 0 : samples[to - channels]!;
      const above = y === 0 ? 0 : samples[to - row]!;
      const aboveLeft = x < channels || y === 0 ? 0 : samples[to - row - channels]!;
      samples[to] = filtered[from]! + predicted(filter, left, above, aboveLeft);
    }
  }
  return samples;
}

function predicted(filter: number, left: number, above: number, aboveLeft: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return nearest(left + above - aboveLeft, left, above, aboveLeft);
    default:
      return 0;
  }
}

/** Paeth's predictor: of the three, the one nearest to the sum; of equals the first. */
function nearest(sum: number, left: number, above: number, aboveLeft: number): number {
  const [toLeft, toAbove, toBoth] = [Math.abs(sum - left), Math.abs(sum - above), Math.abs(sum - aboveLeft)];
  if (toLeft <= toAbove && toLeft <= toBoth) return left;
  return toAbove <= toBoth ? above : aboveLeft;
}
