import { readFileSync } from 'node:fs';
import type { ProcessorConfig } from '../../src/classifier/onnx/processor/form.js';
import type { TimmConfig } from '../../src/classifier/onnx/processor/timm.js';
import type { Resizing } from '../../src/image/fitting/fit.js';
import type { KernelName } from '../../src/image/resampling/kernel.js';
import type { Raster, Samples } from '../../src/image/samples.js';

/** Numbers that another library made of a picture; scripts/golden-pixels.py and .mjs write them. */
export interface Golden {
  readonly from: readonly [height: number, width: number, channels: number];
  readonly kind: 'uint8' | 'float32';
  /** Base64. */
  readonly data: string;
}

/** A picture resized. */
export interface GoldenResize extends Golden {
  readonly kernel: KernelName;
  readonly to: readonly [height: number, width: number];
}

/** A picture fitted in a way that no file declares. */
export interface GoldenFit extends Golden {
  readonly resizing: Resizing;
  readonly to: readonly [height: number, width: number];
}

/** A picture as a network is fed it, by what a file declares. */
export interface GoldenPipeline extends Golden {
  readonly preprocessor?: ProcessorConfig;
  readonly timm?: TimmConfig;
  /** Channels, height, width. */
  readonly dims: readonly [number, number, number];
}

interface GoldenFile {
  readonly resizes: readonly GoldenResize[];
  readonly fits?: readonly GoldenFit[];
  readonly pipelines?: readonly GoldenPipeline[];
  readonly grey?: Golden;
}

/** What is in a file of golden arrays. */
export function goldenIn(name: 'tensorflow' | 'tfjs' | 'torch'): GoldenFile {
  return JSON.parse(readFileSync(`test/image/golden/${name}.json`, 'utf8'));
}

/** The numbers of a golden array. */
export function numbersIn({ kind, data }: Golden): Uint8Array | Float32Array {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  return kind === 'uint8' ? bytes : new Float32Array(bytes.buffer);
}

/** The picture that golden arrays are made of: a ramp with noise on it. */
export function picture([height, width, channels]: Golden['from']): Raster {
  const count = height * width * channels;
  let state = 1;
  const samples = Uint8Array.from({ length: count }, (_, i) => {
    state = (75 * state + 74) % 65537;
    return (Math.floor((i * 255) / count) + (state % 160)) % 256;
  });
  return { shape: { height, width, channels }, samples };
}

/** The largest difference between numbers, on whatever scale they are. */
export function farthest(found: Samples, expected: Uint8Array | Float32Array): number {
  if (found.length !== expected.length) return Infinity;
  let most = 0;
  for (let i = 0; i < found.length; i++) most = Math.max(most, Math.abs(found[i]! - expected[i]!));
  return most;
}
