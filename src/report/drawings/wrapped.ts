import { printable } from './printable.js';

/**
 * A text in lines of so many letters at most, broken between words; a longer word is cut off, and so is what does not fit.
 *
 * @param most lines.
 * @example wrapped('corpus #137 (shirt/00226.png)', 24, 2); // ['corpus #137', '(shirt/00226.png)']
 */
export function wrapped(text: string, letters: number, most: number): readonly string[] {
  const words = printable(text, letters * most * 2)
    .split(' ')
    .filter((word) => word !== '');
  const lines: string[] = [];
  for (const word of words) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && Array.from(longer).length <= letters) lines[lines.length - 1] = longer;
    else lines.push(printable(word, letters));
  }
  if (lines.length <= most) return lines;
  const last = lines[most - 1] ?? '';
  const shorter = Array.from(last).length > letters - 2 ? last.slice(0, Math.max(0, last.lastIndexOf(' '))) : last;
  return [...lines.slice(0, most - 1), `${shorter} …`.trimStart()];
}
