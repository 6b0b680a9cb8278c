import { createRequire } from 'node:module';
import type { default as Sharp } from 'sharp';

// By require, since an import reads all of its files for names first.
const load = createRequire(import.meta.url);

/**
 * sharp, loaded when the first image file is read or written: a test suite that makes its images never waits for it.
 *
 * @example const sharp = await loadSharp();
 */
export async function loadSharp(): Promise<typeof Sharp> {
  const sharp: typeof Sharp = load('sharp');
  // Image files here are small: many at a time on one thread each are faster than one at a time on many.
  sharp.concurrency(1);
  return sharp;
}
