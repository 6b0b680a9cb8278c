import type { Kind } from './kind.js';
import { choice, flag, list, seconds, whole } from './kinds.js';
import { seed } from './run.js';
import { axisRange, certifiedRange, scalarsSetting } from './scalars.js';
import { settings } from './setting.js';

/** How a line of images is examined. */
export const lineSettings = settings({
  /**
   * `auto`, the default: float64, and where that leaves something undecided rational arithmetic, if the network is small
   * enough, or else rounded integers, which are as exact as the network's depth asks for. `float64`, `rounded`, `exact`
   * (rational) and `engine` (batched probes; no proof) are done as told.
   */
  method: {
    kind: choice(['auto', 'float64', 'rounded', 'exact', 'engine']),
    help: 'how a ray is followed; engine proves nothing',
    default: 'auto',
    placeholder: 'how',
  },
  /** Whether flips are replayed in the engine. Default true. */
  replay: { kind: flag, help: 'whether flips are asked of the engine', default: true, placeholder: false },
  /** Seconds after which what is not decided stays undecided. Default 60. */
  timeLimit: { kind: seconds, help: 'for each image', default: 60, placeholder: 'seconds' },
  /** Megabytes that values along a ray may take. Default an eighth of the machine's memory, at least 512. */
  memory: {
    kind: whole(1, 1e9),
    help: 'megabytes that values along a ray may take',
    usually: "an eighth of the machine's, at least 512",
  },
});

/** How a ray is examined. */
export const raySettings = settings({
  ...lineSettings,
  /** The scalars. Default: all above 0; by engine 0.001 to 1000. */
  scalars: { ...scalarsSetting, kind: certifiedRange, usually: 'all above 0; by engine 0.001..1000' },
});

/** What deciding a region may cost. */
export const regionSettings = settings({
  /** Seconds after which a region that is not decided stays undecided. Default 10. */
  timeLimit: { kind: seconds, help: 'for each region', default: 10, placeholder: 'seconds' },
  /** Into how many parts it may be cut. Default 10,000. */
  parts: { kind: whole(1, 1e9), help: 'into how many parts a region may be cut', default: 10_000, placeholder: false },
});

/** What a plane is, and what following it may cost. */
export const planeSettings = settings({
  /** Along the first axis. Default: exposures from 0.5 to 2; with a second image, shares of the first from 0 to 1. */
  across: {
    kind: axisRange,
    help: 'of a plane, from where to where exposure goes; with a second image, the share of the first',
    usually: '0.5..2; with a second image 0..1',
    placeholder: 'lo..hi',
  },
  /** Along the second axis. Default: offsets from -0.25 to 0.25; with a second image, shares of the second from 0 to 1. */
  up: {
    kind: axisRange,
    help: 'of a plane, from where to where the offset goes; with a second image, its share',
    usually: '-0.25..0.25; with a second image 0..1',
    placeholder: 'lo..hi',
  },
  /** Into how many pieces of the network the plane may be cut. Default 200,000. */
  pieces: {
    kind: whole(1, 1e9),
    help: 'how many pieces of the network a plane may have',
    default: 200_000,
    placeholder: false,
  },
  /** Seconds after which what is not decided stays undecided. Default 60. */
  timeLimit: { kind: seconds, help: 'for each plane', default: 60, placeholder: 'seconds' },
  /** Megabytes that values may take. Default an eighth of the machine's memory, at least 512. */
  memory: lineSettings.memory,
});

const anyExponent = whole(-100, 100);

/** Multiplying by 2 to the power of 0 asks nothing. */
const exponent: Kind<number> = {
  ...anyExponent,
  faultIn: (value) =>
    value === 0
      ? { path: [], found: '0', expected: 'a whole number from -100 to 100, and not 0' }
      : anyExponent.faultIn(value),
};

/** How a network is probed with powers of two. */
export const dynamicSettings = settings({
  /** How many made images. Default 3. */
  madeImages: { kind: whole(1, 1000), help: 'how many made images', default: 3 },
  /**
   * Images are multiplied by 2 to these powers. Default from -60 to 60: small biases show in the dark, bounds in the light.
   * All are multiples of four, so that degrees of a quarter still give whole powers of two; small ones tell the degree, and
   * come first.
   */
  exponents: {
    kind: list(exponent, 'a list of whole numbers', 'an exponent or more'),
    help: 'images are multiplied by 2 to these powers',
    default: [-4, 4, -12, 12, -24, 24, -40, 40, -60, 60],
  },
  /** Which images are made. Default 1. */
  seed: { kind: seed, help: 'which images are made', default: 1 },
});
