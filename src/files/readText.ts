import { InputError, messageOf } from '../errors.js';
import { readRegularText, smallLimit } from './regularFile.js';

/**
 * A text file, without the mark that some editors put at its beginning.
 *
 * @param expected what it should be, for the error: `a file with labels, one a line`.
 * @throws InputError if it cannot be read.
 */
export async function readText(file: string, expected: string): Promise<string> {
  try {
    return (await readRegularText(file, smallLimit)).replace(/^\uFEFF/, '');
  } catch (cause) {
    // Test runners have errors of several realms, so `instanceof` would miss some.
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
    const found = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : messageOf(cause);
    throw new InputError({ where: file, found, expected }, { cause });
  }
}
