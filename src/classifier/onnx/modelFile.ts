import { readFile } from 'node:fs/promises';
import { InputError, messageOf } from '../../errors.js';

/**
 * The bytes of a model file, in shared memory so that worker threads need no copies.
 *
 * @throws InputError if it cannot be read.
 */
export async function readModelFile(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new InputError({ where: file, ...unreadable(cause) }, { cause });
  });
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

function unreadable(cause: unknown): { found: string; expected: string; remedy: string } {
  // Not `instanceof Error`: in Jest's sandbox, Node's own errors are of another realm.
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  const expected = 'an ONNX model';
  if (code === 'ENOENT') return { found: 'no such file', expected, remedy: 'Check the path.' };
  if (code === 'EISDIR') return { found: 'a directory', expected, remedy: 'Give the path of the .onnx file in it.' };
  return { found: `a file that cannot be read (${messageOf(cause)})`, expected, remedy: 'Check the file.' };
}
