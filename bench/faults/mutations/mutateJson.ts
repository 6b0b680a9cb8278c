import type { Chance } from '../../../test/soundness/chance.js';

/** A place in a JSON value: the list or object, and which of its values. */
interface JsonPlace {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/**
 * A JSON text with one or two of its values replaced, removed, renamed, doubled or exchanged; one in six is damaged as a text.
 */
export function mutateJson(text: string, chance: Chance, asText: (bytes: Uint8Array) => Uint8Array): string {
  if (chance.happens(1 / 6)) return Buffer.from(asText(Buffer.from(text))).toString();
  const root: unknown = { root: JSON.parse(text) };
  for (let changes = chance.pick(1, 1, 2); changes > 0; changes--) {
    const places = placesIn(root);
    const any = (): JsonPlace | undefined => places[chance.whole(0, places.length - 1)];
    const [place, other] = [any(), any()];
    if (place !== undefined && other !== undefined) change(place, other, chance);
  }
  return JSON.stringify(Object(root).root) ?? '';
}

function change({ holder, key }: JsonPlace, other: JsonPlace, chance: Chance): void {
  const value = holder[key];
  switch (chance.pick('replace', 'replace', 'replace', 'number', 'number', 'remove', 'rename', 'double', 'exchange')) {
    case 'replace':
      holder[key] = strange(chance);
      break;
    case 'number':
      holder[key] =
        typeof value === 'string'
          ? value === ''
            ? 'x'
            : value.slice(1)
          : chance.pick(0, -1, 0.5, 2 ** 31, 2 ** 53, 1e308, 1e-320);
      break;
    case 'remove':
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 'rename':
      if (Array.isArray(holder)) break;
      delete holder[key];
      // As a key of its own, which `holder.__proto__ = …` would not be.
      Object.defineProperty(holder, chance.pick('__proto__', 'constructor', key.toUpperCase(), '', `${key}2`), {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 'double':
      if (Array.isArray(holder)) holder.push(value);
      else holder[`${key}_2`] = value;
      break;
    case 'exchange':
      holder[key] = other.holder[other.key];
      // What would hold itself is none that JSON can say.
      if (holdsItself(holder)) holder[key] = value;
      break;
  }
}

const strange = (chance: Chance): unknown =>
  chance.pick<unknown>(
    null,
    true,
    -1,
    '',
    'x',
    '__proto__',
    '../../../etc/hostname',
    '/dev/zero',
    '\u001b[31mred',
    'a'.repeat(100_000),
    [],
    {},
    [null],
    [[[[[[]]]]]],
    Array.from({ length: 1000 }, (_, i) => i),
    { length: -1 },
    Number.MAX_SAFE_INTEGER,
  );

function placesIn(value: unknown): JsonPlace[] {
  if (!isHolder(value)) return [];
  return Object.keys(value).flatMap((key) => [{ holder: value, key }, ...placesIn(value[key])]);
}

/** A list as well: its places are its keys. */
const isHolder = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function holdsItself(value: unknown, above: readonly unknown[] = []): boolean {
  if (!isHolder(value)) return false;
  return above.includes(value) || Object.values(value).some((inner) => holdsItself(inner, [...above, value]));
}
