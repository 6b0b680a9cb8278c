import { accuracy } from './accuracy.js';
import { agreement } from './agreement.js';
import { chance } from './chance.js';
import type { LimitKind } from './kind.js';
import { leastCases } from './leastCases.js';
import { margin } from './margin.js';
import { noneViolated } from './noneViolated.js';
import { proved } from './proved.js';
import { rate } from './rate.js';
import { regression } from './regression.js';
import { skippedImages } from './skippedImages.js';
import { zeroImage } from './zeroImage.js';

/**
 * The limits that may stand under the name of a property, by their keys there. A new kind is a file beside this one and its
 * name in this list: configuration, plan, reports and charts take what they need from the file.
 */
export const propertyLimits = { noneViolated, rate, leastCases, regression };

/** The limits at the top level, each on something of its own that is inspected for it. */
export const ownLimits = { accuracy, agreement, margin, proved, zeroImage, skippedImages };

/** Limits that stand there where there is reason to, and cannot be asked for. */
export const impliedLimits = { chance };

/** The kind of limits of this name, as in `scalar-invariance/rate`; undefined if there is none. */
export const kindNamed = (name: string): LimitKind | undefined =>
  Object.values<LimitKind>({ ...propertyLimits, ...ownLimits, ...impliedLimits }).find((kind) => kind.name === name);
