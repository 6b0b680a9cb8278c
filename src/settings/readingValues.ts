import { InputError, messageOf } from '../errors.js';

/**
 * Reads values of an object that a person's code has made: a getter or a proxy in it may throw anything.
 *
 * @param where the object comes from, for errors.
 * @param expected what should have been there.
 * @throws InputError that says so; one that `read` throws stays as it is.
 * @example readingValues('mine.ts', 'a property', () => assertFields(value));
 */
export function readingValues<Value>(where: string, expected: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const found = `an error while reading its values (${messageOf(cause).split('\n')[0]})`;
    throw new InputError({ where, found, expected }, { cause });
  }
}
