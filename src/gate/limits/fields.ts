import type { z } from 'zod';
import type { Kind } from '../../settings/kind.js';
import { choice, flag, number, text, whole } from '../../settings/kinds.js';
import { keyOf } from '../../settings/zod.js';

// What the keys of limits are made of: the kinds that all settings have, as schemas.

const field = <Value>(kind: Kind<Value>): z.ZodCustom<Value, Value> => keyOf({ kind, help: kind.expected });

export const flagKey = field(flag);

export const name = field(text);

export const strength = field(number('a number'));

export const wholeKey = (from: number, to: number) => field(whole(from, to));

export const shareInside = field(number('a number above 0 and below 1', { above: 0, below: 1 }));

export const shareUpTo1 = field(number('a number above 0 and at most 1', { above: 0, to: 1 }));

export const shareFrom0 = field(number('a share of 0 or more', { from: 0 }));

export const shareKey = field(number('a share from 0 to 1', { from: 0, to: 1 }));

export const confidence = field(number('a number above 0.5 and below 1, such as 0.95', { above: 0.5, below: 1 }));

export const severity = field(choice(['fail', 'warn'])).describe('fail (default) stops the release; warn is only said');

export const each = field(choice(['label'])).describe(
  'label: it is to hold for each label that the model gives to the images, and not only for all together',
);

/** The most decided cases that a gate tries of a property. A run of as many takes hours with the fastest of models. */
export const mostCases = 1e8;
