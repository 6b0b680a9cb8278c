// Told to Node by --import: from one write on, the disk is full, or cannot be written. CONIC_FAILS_AT says at which, CONIC_FAILS_WITH the system's
// name of it; how many writes there were goes into CONIC_WRITES at the end. A full disk takes half of what is written first.
import { writeFileSync } from 'node:fs';
import fs, { appendFile as append } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { CONIC_FAILS_AT: from = 'Infinity', CONIC_FAILS_WITH: code = 'ENOSPC', CONIC_WRITES: count } = process.env;
const messages = { ENOSPC: 'no space left on device', EROFS: 'read-only file system' };

let writes = 0;
const fails = () => ++writes >= Number(from);

const failure = (syscall, path) =>
  Object.assign(new Error(`${code}: ${messages[code]}, ${syscall}${path === undefined ? '' : ` '${path}'`}`), {
    code,
    errno: code === 'ENOSPC' ? -28 : -30,
    syscall,
    path,
  });

const isFull = code === 'ENOSPC';
const half = (content) => content.slice(0, content.length >> 1);

if (isMainThread) {
  const { writeFile, mkdir, rename, link, truncate, open, rm, rmdir } = fs;
  fs.writeFile = async (path, content, ...more) => {
    if (!fails()) return writeFile(path, content, ...more);
    if (isFull) await writeFile(path, half(content), ...more);
    throw failure(isFull ? 'write' : 'open', path);
  };
  fs.appendFile = async (path, content, ...more) => {
    if (!fails()) return append(path, content, ...more);
    if (isFull) await append(path, half(content), ...more);
    throw failure(isFull ? 'write' : 'open', path);
  };
  fs.mkdir = async (path, ...more) => {
    if (fails()) throw failure('mkdir', path);
    return mkdir(path, ...more);
  };
  fs.rename = async (path, to) => {
    if (fails()) throw failure('rename', path);
    return rename(path, to);
  };
  fs.link = async (path, to) => {
    if (fails()) throw failure('link', path);
    return link(path, to);
  };
  fs.truncate = async (path, length) => {
    if (!isFull && fails()) throw failure('open', path);
    return truncate(path, length);
  };
  // What is full can be removed from; what is read-only cannot.
  for (const [name, remove] of Object.entries({ rm, rmdir }))
    fs[name] = async (path, ...more) => {
      if (!isFull && writes >= Number(from)) throw failure('unlink', path);
      return remove(path, ...more);
    };
  fs.open = async (path, flags = 'r', ...more) => {
    if (flags === 'r' || typeof flags === 'number') return open(path, flags, ...more);
    if (fails() && !isFull) throw failure('open', path);
    const handle = await open(path, flags, ...more);
    for (const name of ['writeFile', 'appendFile', 'write']) {
      const write = handle[name].bind(handle);
      handle[name] = async (content, ...others) => {
        if (!fails()) return write(content, ...others);
        if (isFull) await write(half(content), ...others);
        throw failure('write');
      };
    }
    return handle;
  };
  syncBuiltinESMExports();
  if (count !== undefined) process.on('exit', () => writeFileSync(count, String(writes)));
}
