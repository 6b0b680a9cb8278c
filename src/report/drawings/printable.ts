/**
 * Text that XML and Pango can carry, on one line, not too long, and read in one direction. What is markup in it is still to be
 * escaped.
 */
export function printable(text: string, most: number): string {
  // Letters, not UTF-16 halves of them.
  const letters = Array.from(text.replaceAll(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\p{Bidi_Control}\s]+/gu, ' '));
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('');
}
