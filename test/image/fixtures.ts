import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from '@jest/globals';
import sharp from 'sharp';
import { InputError } from '../../src/errors.js';

/** A temporary directory for the tests of one file; returns how to name a file in it. */
export function temporaryDirectory(): (...names: string[]) => string {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'conic-image-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return (...names) => join(directory, ...names);
}

/** Raw samples for sharp: 1 to 4 channels of 8 or 16 bits. */
export interface Raw {
  readonly samples: Uint8Array | Uint16Array;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** A PNG of exactly these samples. */
export function png({ samples, height, width, channels }: Raw): Promise<Buffer> {
  const wide = samples instanceof Uint16Array;
  const space = channels < 3 ? (wide ? 'grey16' : 'b-w') : wide ? 'rgb16' : 'srgb';
  return sharp(samples, { raw: { height, width, channels } }).toColourspace(space).png().toBuffer();
}

/** Writes an 8-bit grey PNG of one level. */
export async function greyFile(file: string, level: number, height = 2, width = 3): Promise<string> {
  const samples = new Uint8Array(height * width).fill(level);
  await writeFile(file, await png({ samples, height, width, channels: 1 }));
  return file;
}

/** One chunk of a PNG. */
export function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  return Buffer.concat([uint32(body.length), named, uint32(crc32Of(named))]);
}

/** A PNG that says it has this size, followed by next to no pixels. */
export function pngClaiming(height: number, width: number): Buffer {
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.of(8, 0, 0, 0, 0)]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An IDX file. */
export const idx = (magic: number, dimensions: readonly number[], body: Uint8Array): Buffer =>
  Buffer.concat([...[magic, ...dimensions].map(uint32), body]);

/** The InputError that a promise is rejected with. */
export async function inputErrorOf(promise: Promise<unknown>): Promise<InputError> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(InputError);
  if (!(thrown instanceof InputError)) throw new Error('not an InputError');
  return thrown;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const crc32Of = (bytes: Uint8Array): number => crc32(bytes);
