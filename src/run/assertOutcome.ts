import { InputError } from '../errors.js';
import { Image } from '../image/image.js';
import { inWords, isRecord } from '../settings/inWords.js';
import { readingValues } from '../settings/readingValues.js';
import type { Outcome } from './outcome.js';

const held = "{ kind: 'held' }";
const violated =
  "{ kind: 'violated', margin: -0.1, why: 'cat became dog', views: [{ title: 'original', image, scores }] }";

/**
 * Holds what a property says of a case against what an outcome is: in JavaScript a predicate's `true` is easily returned instead.
 *
 * @param name of the property.
 * @throws InputError that says what was returned and what to write.
 */
export function assertOutcome(value: unknown, name: string): asserts value is Outcome {
  const wrong = readingValues(`examine of ${name}`, 'an outcome of plain values', () => faultOf(value));
  if (wrong !== undefined) throw new InputError({ where: `examine of ${name}`, ...wrong });
}

interface Wrong {
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
}

function faultOf(value: unknown): Wrong | undefined {
  if (!isRecord(value)) return { found: `${inWords(value)} returned`, expected: `an outcome: ${held}, or ${violated}` };
  switch (value['kind']) {
    case 'held':
      return value['margin'] === undefined || typeof value['margin'] === 'number'
        ? undefined
        : { found: `held with the margin ${inWords(value['margin'])}`, expected: 'a number above 0, or none' };
    case 'vacuous':
    case 'inconclusive':
      return typeof value['why'] === 'string'
        ? undefined
        : {
            found: `${value['kind']} with why ${inWords(value['why'])}`,
            expected: `a reason: { kind: '${value['kind']}', why: 'a near tie' }`,
          };
    case 'violated':
      return faultOfViolation(value);
    default:
      return {
        found: `an object of kind ${inWords(value['kind'])} returned`,
        expected: "kind: 'held', 'violated', 'vacuous' or 'inconclusive'",
      };
  }
}

function faultOfViolation({ margin, why, views }: Readonly<Record<string, unknown>>): Wrong | undefined {
  if (typeof margin !== 'number' || typeof why !== 'string')
    return { found: `violated with margin ${inWords(margin)} and why ${inWords(why)}`, expected: violated };
  const list: readonly unknown[] = Array.isArray(views) ? views : [];
  if (list.length > 0 && list.every(isView)) return undefined;
  return {
    found: `violated with ${list.length === 0 ? 'no views' : 'views that are not'}`,
    expected: violated,
    remedy:
      'The first view is the image itself, the last the one that went wrong; scores are what subject.scores(image) gave.',
  };
}

/** Images may be those of a copy of conic that a test runner has loaded beside this one. */
const isView = (view: unknown): boolean =>
  isRecord(view) &&
  typeof view['title'] === 'string' &&
  (view['image'] instanceof Image || (isRecord(view['image']) && 'pixels' in view['image'])) &&
  ArrayBuffer.isView(view['scores']);
