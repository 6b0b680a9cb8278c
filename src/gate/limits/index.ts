import { leastCases } from './leastCases.js';
import type { Asked, Limit, LimitKind } from './limit.js';
import { margin } from './margin.js';
import { noneViolated } from './noneViolated.js';
import { proved } from './proved.js';
import { rate } from './rate.js';
import { regression } from './regression.js';
import { zeroImage } from './zeroImage.js';

/** Every kind of limit. A new one is a file beside this one, a line here, and a key in `config.ts`. */
const kinds: readonly LimitKind[] = [noneViolated, rate, margin, proved, zeroImage, leastCases, regression];

/** The limits on a subject. */
export const limitsOn = (asked: Asked): readonly Limit[] =>
  kinds.map((kind) => kind(asked)).filter((limit) => limit !== undefined);
