import { InputError } from '../../errors.js';

/**
 * onnxruntime goes through the command line of the process with an expression that takes up to 300 bytes of stack for each
 * of its bytes (1.30 does, on Linux), and ends the process where the stack does: at 15 kB in a thread of usual size.
 */
export const stackMegabytes = 64;

/** Bytes of a command line for which that is enough, with room to spare. */
const longest = 150_000;

/** @throws InputError if onnxruntime cannot be started with this command line. */
export function assertCommandLine(line: readonly string[] = [...process.execArgv, ...process.argv]): void {
  const length = line.reduce((sum, part) => sum + Buffer.byteLength(part) + 1, 0);
  if (length <= longest) return;
  throw new InputError({
    where: 'the command line',
    found: `${length} bytes`,
    expected: `at most ${longest}, with which onnxruntime can run`,
    remedy: 'Name a folder instead of many files, or shorten paths.',
  });
}
