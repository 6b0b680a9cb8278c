import { InputError } from '../errors.js';
import { capabilities, type Capability } from '../classifier/capability.js';
import { readingValues } from '../settings/readingValues.js';
import { inWords, isRecord } from '../settings/inWords.js';
import type { Property } from './property.js';

/** A field of a property: whether a value will do, and what is written instead. */
interface Field {
  readonly isOne: (value: unknown) => boolean;
  readonly expected: string;
  readonly optional?: true;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
const isFunction = (value: unknown): boolean => typeof value === 'function';
const isCapability = (value: unknown): value is Capability => capabilities.some((known) => known === value);

const fields: Readonly<Record<string, Field>> = {
  name: {
    isOne: (value) => typeof value === 'string' && /^[^\s#]+$/.test(value),
    expected: "a name without blanks and #, such as 'halved-light'",
  },
  claim: {
    isOne: isText,
    expected: "a sentence that is true of a classifier or not: 'half the light keeps the label'",
  },
  needs: {
    isOne: (value) => Array.isArray(value) && value.every(isCapability),
    expected: `a list of what it needs of a classifier: [], or some of ${capabilities.map((one) => `'${one}'`).join(', ')}`,
  },
  cases: { isOne: isFunction, expected: 'a function that gives an arbitrary of cases: ({ images }) => images' },
  examine: {
    isOne: isFunction,
    expected: "a function that tries one case: async (image, subject) => ({ kind: 'held' })",
  },
  kind: { isOne: (value) => value === 'claim' || value === 'rate', expected: "'claim' or 'rate'", optional: true },
  onDemand: { isOne: (value) => value === true, expected: 'true', optional: true },
  count: {
    isOne: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1,
    expected: 'how many cases there are, 1 or more',
    optional: true,
  },
  cause: { isOne: isFunction, expected: 'a function that gives the cause of a violation', optional: true },
};

/**
 * Holds a value of the user's against what a property is. Types tell whoever writes TypeScript; this tells everybody.
 *
 * @param where it comes from: `./my-property.ts`.
 * @throws InputError that names the field, what was found and what to write.
 */
export function assertProperty(value: unknown, where: string): asserts value is Property<unknown> {
  readingValues(where, 'a property of plain values', () => assertFields(value, where));
}

function assertFields(value: unknown, where: string): void {
  if (!isRecord(value) || Array.isArray(value))
    throw new InputError({
      where,
      found: Array.isArray(value) ? 'a list' : inWords(value),
      expected: 'a property: an object with name, claim, needs, cases and examine',
      ...(typeof value === 'function' ? { remedy: 'A function that makes a property is called: halvedLight().' } : {}),
    });
  for (const [field, { isOne, expected, optional }] of Object.entries(fields)) {
    const found = value[field];
    if (isOne(found) || (optional === true && found === undefined)) continue;
    const name = typeof value['name'] === 'string' && field !== 'name' ? `the property "${value['name']}": ` : '';
    throw new InputError({
      where,
      found: found === undefined ? `${name}${field} is missing` : `${name}${field} is ${inWords(found)}`,
      expected,
    });
  }
}
