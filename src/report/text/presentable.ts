import type { Page } from '../page.js';
import { plainText } from './plainText.js';

/** A path leads through a shrink tree and is of no use when it is cut. */
const longestCommand = 4000;

/**
 * A page whose every text is {@link plainText}: labels, file names and nodes come from files that anybody may have made. Every
 * format starts from this, so that none of them has to remember. Names of files stay as they are, since they are looked up.
 *
 * @param longest letters of a text; the whole text is in the document.
 */
export const presentable = (page: Page, longest: number): Page => withPlainText(page, '', longest);

/** What is said of a piece of words, whose spaces at the ends part it from the next. */
const piece = 'piece';

/** Texts become texts and all else stays, so the type does too. */
function withPlainText<Value>(value: Value, key: string, longest: number): Value;
function withPlainText(value: unknown, key: string, longest: number): unknown {
  if (key === 'files') return value;
  if (typeof value === 'string') return plainField(value, key, longest);
  if (Array.isArray(value)) {
    const inner = key === 'words' || key === 'title' ? piece : key;
    return value.map((each: unknown) => withPlainText(each, inner, longest));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [
      name,
      withPlainText(field, name === 'text' && key === piece ? piece : name, longest),
    ]),
  );
}

function plainField(text: string, key: string, longest: number): string {
  if (key === 'file') return text;
  if (key !== piece) return plainText(text, key === 'command' ? longestCommand : longest);
  const [, before = '', after = ''] = /^( {0,2}).*?( {0,2})$/su.exec(text) ?? [];
  const middle = plainText(text, longest);
  return middle === '' ? before : `${before}${middle}${after}`;
}
