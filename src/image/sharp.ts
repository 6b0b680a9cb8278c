import type { default as Sharp } from 'sharp';

/**
 * sharp, loaded when the first image file is read or written: a test suite that makes its images never waits for it.
 *
 * @example const sharp = await loadSharp();
 */
export async function loadSharp(): Promise<typeof Sharp> {
  const { default: sharp } = await import('sharp');
  // Image files here are small: many at a time on one thread each are faster than one at a time on many.
  sharp.concurrency(1);
  return sharp;
}
