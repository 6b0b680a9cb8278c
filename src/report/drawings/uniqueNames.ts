import { printable } from './printable.js';

/**
 * Names for a legend: fit to be drawn, and each another one, since a drawing knows its colours by them.
 *
 * @param most letters of a name.
 * @example uniqueNames(['cat', 'c\u0007at', 'c at'], 16); // ['cat', 'c at', 'c at (2)']
 */
export function uniqueNames(names: readonly string[], most: number): readonly string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const base = printable(name, most) || '–';
    let free = base;
    for (let n = 2; used.has(free); n++) free = `${base} (${n})`;
    used.add(free);
    return free;
  });
}
