import { link, open, rm, writeFile } from 'node:fs/promises';

/**
 * Makes a file, unless there is one. It is written under another name first, so that it is there whole or not at all, whenever the process
 * is killed and whatever the disk does.
 *
 * @param unfinished that other name, on the same disk; nothing is left there.
 * @returns whether there was none.
 * @throws the system's own error if it cannot be written.
 * @example if (!(await newFile('mended.onnx', '.mended.onnx-1f0c', bytes))) console.log('there is one already');
 */
export async function newFile(file: string, unfinished: string, content: string | Uint8Array): Promise<boolean> {
  try {
    await writeFile(unfinished, content, { flag: 'wx' });
    await link(unfinished, file);
    return true;
  } catch (thrown) {
    const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : '';
    if (code === 'EEXIST') return false;
    if (withoutLinks.includes(code)) return await newInPlace(file, content);
    throw thrown;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** What file systems say that have no links. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'];

async function newInPlace(file: string, content: string | Uint8Array): Promise<boolean> {
  const handle = await open(file, 'wx').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'EEXIST') return undefined;
    throw thrown;
  });
  if (handle === undefined) return false;
  try {
    await handle.writeFile(content);
  } catch (thrown) {
    // A full disk takes the name and no content.
    await rm(file, { force: true });
    throw thrown;
  } finally {
    await handle.close();
  }
  return true;
}
