// Holds what an example says of a value in a comment behind it against the value. It is copied into a reader's folder, too.

/**
 * @param said `[0, 1]`, `0.5: half of it`, `'held'`. What is no value, such as a sentence, says nothing that could be wrong.
 * @throws Error if the value is another.
 */
export function shown(value: unknown, said: string): void {
  const ends = [...said.matchAll(/: |; |, where |$/g)].map(({ index }) => index);
  for (const end of ends.toReversed()) {
    const expected = valueOf(said.slice(0, end));
    if (expected === undefined) continue;
    if (!agrees(value, expected.value)) throw new Error(`${JSON.stringify(value)} is not ${said}`);
    return;
  }
}

function valueOf(text: string): { readonly value: unknown } | undefined {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- the text is ours: a comment in the source
    return { value: new Function(`return (${text});`)() };
  } catch {
    return undefined;
  }
}

/** Numbers to four digits, lists of whatever kind, and of objects what is said. */
function agrees(value: unknown, expected: unknown): boolean {
  if (typeof expected === 'number' && typeof value === 'number')
    return Object.is(value, expected) || Math.abs(value - expected) <= 1e-3 * Math.abs(expected);
  if (typeof expected !== 'object' || expected === null) return Object.is(value, expected);
  if (typeof value !== 'object' || value === null) return false;
  const [mine, said] = [new Map(Object.entries(value)), Object.entries(expected)];
  if (Array.isArray(expected) && mine.size !== said.length) return false;
  return said.every(([key, inner]) => agrees(mine.get(key), inner));
}
