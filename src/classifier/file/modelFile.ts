import { InputError, messageOf } from '../../errors.js';
import { largestLimit, readRegularFile } from '../../files/regularFile.js';

/** What a file should be, and what to do if it is a folder instead. */
export interface ExpectedFile {
  readonly expected: string;
  readonly insteadOfFolder: string;
}

/**
 * The bytes of a file.
 *
 * @throws InputError if it cannot be read.
 */
export async function readBytes(file: string, expected: ExpectedFile, where = file): Promise<Uint8Array> {
  return readRegularFile(file, largestLimit).catch((cause: unknown) => {
    throw new InputError({ where, ...unreadable(cause, expected) }, { cause });
  });
}

/**
 * The bytes of a model file, in shared memory so that worker threads need no copies.
 *
 * @throws InputError if it cannot be read.
 */
export async function readModelFile(file: string, expected: ExpectedFile): Promise<Uint8Array> {
  const bytes = await readBytes(file, expected);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** Why a file cannot be read, as an error says it. */
export function unreadable(
  cause: unknown,
  { expected, insteadOfFolder }: ExpectedFile,
): { found: string; expected: string; remedy: string } {
  // Not `instanceof Error`: in Jest's sandbox, Node's own errors are of another realm.
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return { found: 'no such file', expected, remedy: 'Check the path.' };
  if (code === 'EISDIR') return { found: 'a directory', expected, remedy: insteadOfFolder };
  return { found: `a file that cannot be read (${messageOf(cause)})`, expected, remedy: 'Check the file.' };
}
