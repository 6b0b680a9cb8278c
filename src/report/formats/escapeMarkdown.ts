import { plainText } from '../text/plainText.js';

/** No text in a summary needs more letters than this. */
const longest = 300;

/**
 * Text that shows as itself wherever Markdown may stand, table cells included. Beyond Markdown's own signs: `$` would begin a
 * formula, and `@name`, `#1` and addresses become links, which for a name sends somebody a message; an invisible space
 * inside them prevents that.
 */
export const escapeMarkdown = (text: string): string =>
  (plainText(text, longest) || '–')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~]/g, String.raw`\$&`)
    .replaceAll('$', '<span>$$</span>')
    .replaceAll(/:(?=\/\/)|@(?=\w)|#(?=\d)|\bwww(?=\.)|\bGH(?=-\d)/gi, '$&\u200b');

/**
 * Text between backticks, of which there are more than in a row inside it. Not for table cells: a `|` would end them. Files are
 * not made plain before, so it is done here.
 */
export function codeSpan(text: string): string {
  const plain = plainText(text, 4000);
  const longestRun = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  return longestRun === 0 && plain !== '' ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`;
}
