import { inWords, isRecord } from './inWords.js';
import { kind, type Fault, type Kind } from './kind.js';

// The kinds of values that settings have, each with what it expects in words.

const here = (value: unknown, expected: string): Fault => ({ path: [], found: inWords(value), expected });

const otherType = (value: unknown, expected: string): Fault => ({ ...here(value, expected), otherType: true });

/** A text that is not empty. */
export const text: Kind<string> = kind({
  expected: 'a text',
  schema: { type: 'string', minLength: 1 },
  typed: 'text',
  faultIn: (value) =>
    typeof value !== 'string'
      ? otherType(value, 'a text')
      : value === ''
        ? here(value, 'a text that is not empty')
        : undefined,
});

/** Any text, the empty one included. */
export const anyText: Kind<string> = kind({
  expected: 'a text',
  schema: { type: 'string' },
  typed: 'text',
  faultIn: (value) => (typeof value === 'string' ? undefined : otherType(value, 'a text')),
});

/** A text of a certain form. */
export const textLike = (form: RegExp, expected: string): Kind<string> =>
  kind({
    expected,
    schema: { type: 'string', pattern: form.source },
    typed: 'text',
    faultIn: (value) =>
      typeof value !== 'string' ? otherType(value, expected) : form.test(value) ? undefined : here(value, expected),
  });

export const flag: Kind<boolean> = kind({
  expected: 'true or false',
  schema: { type: 'boolean' },
  typed: 'flag',
  faultIn: (value) => (typeof value === 'boolean' ? undefined : otherType(value, 'true or false')),
});

/** Numbers within bounds. */
export interface NumberBounds {
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly to?: number;
  readonly whole?: boolean;
  /** Whether numbers without end are allowed. Default false. */
  readonly infinite?: boolean;
}

export function number(expected: string, bounds: NumberBounds = {}): Kind<number> {
  const { above = -Infinity, from = -Infinity, below = Infinity, to = Infinity, whole: isWhole, infinite } = bounds;
  const isInside = (value: number): boolean =>
    !Number.isNaN(value) &&
    (infinite === true || Number.isFinite(value)) &&
    (isWhole !== true || Number.isInteger(value)) &&
    (above === -Infinity || value > above) &&
    (below === Infinity || value < below) &&
    value >= from &&
    value <= to;
  return kind({
    expected,
    schema: {
      type: isWhole === true ? 'integer' : 'number',
      ...(above === -Infinity ? {} : { exclusiveMinimum: above }),
      ...(from === -Infinity ? {} : { minimum: from }),
      ...(below === Infinity ? {} : { exclusiveMaximum: below }),
      ...(to === Infinity ? {} : { maximum: to }),
    },
    typed: 'number',
    faultIn: (value) =>
      typeof value !== 'number' ? otherType(value, expected) : isInside(value) ? undefined : here(value, expected),
  });
}

export const above0 = (expected = 'a finite number above 0'): Kind<number> => number(expected, { above: 0 });

export const whole = (from: number, to: number): Kind<number> =>
  number(`a whole number from ${from} to ${to}`, { from, to, whole: true });

export const share: Kind<number> = number('a share from 0 to 1', { from: 0, to: 1 });

/** Time, in seconds: the unit of every time that a person writes. */
export const seconds: Kind<number> = number('seconds, above 0 and at most 2000000', { above: 0, to: 2e6 });

/** Milliseconds, as clocks and timers count, of seconds as settings have them. */
export const milliseconds = (inSeconds: number): number => inSeconds * 1000;

/** One of some words. */
export interface Choice<Choices extends readonly string[]> extends Kind<Choices[number]> {
  readonly choices: Choices;
}

export function choice<const Choices extends readonly string[]>(choices: Choices): Choice<Choices> {
  const expected = choices.join(', ');
  const one = kind<Choices[number]>({
    expected,
    schema: { type: 'string', enum: choices },
    typed: 'text',
    faultIn: (value) => (typeof value === 'string' && choices.includes(value) ? undefined : here(value, expected)),
  });
  return { ...one, choices };
}

/** This value and no other. */
export const exactly = <const Value extends boolean | number | string>(value: Value): Kind<Value> =>
  kind({
    expected: String(value),
    schema: { const: value },
    faultIn: (given) => (given === value ? undefined : otherType(given, String(value))),
  });

/** A list of one item or more. */
export const list = <Item>(item: Kind<Item>, expected: string, atLeastOne: string): Kind<readonly Item[]> =>
  kind({
    expected,
    schema: { type: 'array', minItems: 1, items: item.schema },
    typed: item.typed === 'number' ? 'list' : 'names',
    faultIn: (value) =>
      !Array.isArray(value)
        ? otherType(value, expected)
        : value.length === 0
          ? here(value, atLeastOne)
          : firstFault(value, () => item),
  });

/** A list of as many items as there are kinds. */
export const pair = <First, Second>(
  first: Kind<First>,
  second: Kind<Second>,
  expected: string,
): Kind<readonly [First, Second]> =>
  kind({
    expected,
    schema: { type: 'array', prefixItems: [first.schema, second.schema], minItems: 2, maxItems: 2 },
    typed: 'list',
    faultIn: (value) =>
      Array.isArray(value) && value.length === 2
        ? firstFault(value, (place) => (place === 0 ? first : second))
        : { ...here(value, expected), otherType: !Array.isArray(value) },
  });

function firstFault(values: readonly unknown[], kindOf: (place: number) => Kind<unknown>): Fault | undefined {
  for (const [place, value] of values.entries()) {
    const fault = kindOf(place).faultIn(value);
    // The list as such has the right type, whatever is in it.
    if (fault !== undefined) return { ...fault, path: [String(place), ...fault.path], otherType: false };
  }
  return undefined;
}

/** Numbers, texts, true and false by names that whoever uses them knows. */
export const pairs = (expected: string): Kind<Readonly<Record<string, boolean | number | string>>> =>
  kind({
    expected,
    schema: { type: 'object', additionalProperties: { type: ['boolean', 'number', 'string'] } },
    typed: 'pairs',
    faultIn: (value) => {
      if (!isRecord(value) || Array.isArray(value)) return otherType(value, expected);
      const odd = Object.entries(value).find(([, each]) => !['boolean', 'number', 'string'].includes(typeof each));
      return odd === undefined ? undefined : { ...here(odd[1], 'a number, a text, true or false'), path: [odd[0]] };
    },
  });

/** A value of one of two kinds. What is wrong is said of the one that is meant: the one whose type it has. */
export const either = <One, Other>(one: Kind<One>, other: Kind<Other>): Kind<One | Other> =>
  kind({
    expected: `${one.expected}, or ${other.expected}`,
    schema: { anyOf: [one.schema, other.schema] },
    typed: one.typed ?? other.typed,
    faultIn: (value) => {
      const faults = [one.faultIn(value), other.faultIn(value)];
      if (faults.includes(undefined)) return undefined;
      return (
        faults.find((fault) => fault?.otherType !== true) ?? otherType(value, `${one.expected}, or ${other.expected}`)
      );
    },
  });

/** A value that only code can give: no file and no flag has it. */
export const inCode = <Value>(expected: string, isOne: (value: unknown) => boolean): Kind<Value> =>
  kind({
    expected,
    schema: { not: {} },
    faultIn: (value) => (isOne(value) ? undefined : otherType(value, expected)),
  });

/** A function that only code can give. */
export const functionOf = <Value extends (...given: never) => unknown>(): Kind<Value> =>
  inCode('a function', (value) => typeof value === 'function');

/** What ends work when it is aborted. */
export const signal: Kind<AbortSignal> = inCode(
  'an AbortSignal',
  // Test runners have classes of several realms, so `instanceof` would miss some.
  (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value,
);
