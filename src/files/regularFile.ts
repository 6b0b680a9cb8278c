import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';

/** Bytes of the largest file of text, and of anything else that nobody gives a limit for: 512 MB. */
export const usualLimit = 2 ** 29;

/** Bytes of the largest file of labels, settings or the like: 16 MB. */
export const smallLimit = 2 ** 24;

/** Bytes of the largest file that is read into one piece of memory: 2 GB. Model formats end there, too. */
export const largestLimit = 2 ** 31 - 1;

/** The system's own words for what is not there, as an error of its own has them. */
class Unreadable extends Error {
  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/**
 * The bytes of a regular file. Everything that conic reads comes through here: pipes, devices and the system's own files
 * have no end, or make whoever opens them wait, and may lie behind a harmless name or a link.
 *
 * @param limit bytes of the largest file that is read.
 * @throws Error with a sentence on what is there instead, or how large it is; the system's own errors, with their `code`.
 * @example JSON.parse((await readRegularFile('config.json', smallLimit)).toString());
 */
export async function readRegularFile(path: string, limit = usualLimit): Promise<Buffer> {
  const { handle, size } = await openRegularFile(path);
  try {
    assertSize(size, limit);
    const bytes = Buffer.allocUnsafeSlow(size);
    let length = 0;
    for (let read = -1; length < size && read !== 0; length += read)
      ({ bytesRead: read } = await handle.read(bytes, length, size - length, length));
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

/**
 * The text of a regular file, in UTF-8.
 *
 * @throws as {@link readRegularFile} does.
 */
export const readRegularText = async (path: string, limit = usualLimit): Promise<string> =>
  (await readRegularFile(path, limit)).toString('utf8');

/** Opens a regular file, to be read in pieces. @throws as {@link readRegularFile} does. */
export async function openRegularFile(path: string): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  const explain = (cause: unknown): never => {
    throw explained(cause, path);
  };
  // Before it is opened: opening alone can have an effect, of a device.
  assertRegular(await stat(path).catch(explain));
  const handle = await open(path, flags).catch(explain);
  try {
    const now = await handle.stat();
    // What has that name may be another by now.
    assertRegular(now);
    if (now.size === 0 && (await handle.read(new Uint8Array(1), 0, 1, 0)).bytesRead > 0) throw madeUp();
    return { handle, size: now.size };
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

/**
 * Some bytes of a regular file.
 *
 * @returns fewer than asked for, if it ends before.
 * @throws as {@link readRegularFile} does.
 */
export function readRegularPart(path: string, offset: number, length: number): Uint8Array {
  assertRegular(statSync(path));
  const opened = openSync(path, flags);
  try {
    const now = fstatSync(opened);
    assertRegular(now);
    const bytes = new Uint8Array(Math.max(0, Math.min(length, now.size - offset)));
    let at = 0;
    for (let read = -1; at < bytes.length && read !== 0; at += read)
      read = readSync(opened, bytes, at, bytes.length - at, offset + at);
    return bytes.subarray(0, at);
  } finally {
    closeSync(opened);
  }
}

/** How many bytes a regular file has. @throws as {@link readRegularFile} does. */
export function sizeOfRegularFile(path: string): number {
  const found = statSync(path);
  assertRegular(found);
  return found.size;
}

/** Without waiting for whoever writes into it, if it is a pipe after all. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function assertRegular(found: Stats): void {
  if (found.isFile()) return;
  if (found.isDirectory()) throw new Unreadable('a folder', 'EISDIR');
  const kind = found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : 'a device';
  throw new Unreadable(`${kind} and no regular file`);
}

function assertSize(size: number, limit: number): void {
  if (size > limit) throw new Unreadable(`a file of ${inMegabytes(size)}, and at most ${inMegabytes(limit)} are read`);
}

const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

const madeUp = (): Error => new Unreadable('a file that the system makes up while it is read');

/** A name that is not UTF-8 comes out of the system with other characters, and then is not found again. */
function explained(cause: unknown, path: string): unknown {
  const missing = typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ENOENT';
  return missing && path.includes('\uFFFD')
    ? new Unreadable(`a name that is not UTF-8: rename "${basename(path)}"`, 'ENOENT')
    : cause;
}
