/** The picture that Unicode has for a control character of ASCII: U+0007 is shown as U+2407, a small BEL. */
const pictureOf = (control: string): string =>
  control === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + control.charCodeAt(0));

/**
 * Text from a model's file or a user's folder as one line that is safe to put before a reader: white space becomes single
 * spaces; control characters, which would steer a terminal or break XML, become visible; halves of letters, noncharacters and
 * the marks that turn the direction of reading around become U+FFFD. It is not escaped: that is each format's own business.
 *
 * @param most letters that are kept; where there are more, the last of them is an ellipsis.
 * @example plainText('cat\n\u001b[31mdog', 80); // 'cat ␛[31mdog'
 */
export function plainText(text: string, most: number): string {
  // A letter is one or two halves in UTF-16, so this much holds all that can be kept.
  const shown = plainLine(
    text
      .slice(0, 2 * most + 2)
      .replaceAll(/\s+/gu, ' ')
      .trim(),
  );
  const letters = Array.from(shown);
  if (letters.length <= most && text.length <= 2 * most + 2) return shown;
  return `${letters.slice(0, most - 1).join('')}…`;
}

/** A line of text as {@link plainText} shows it, with its spaces as they are and of any length. */
export const plainLine = (line: string): string =>
  line
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f]/gu, pictureOf)
    .replaceAll(/[\u0080-\u009f\p{Cs}\p{Noncharacter_Code_Point}\p{Bidi_Control}]/gu, '\ufffd');
