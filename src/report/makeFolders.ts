import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and what is missing above it, unless it is there already.
 *
 * Not by `recursive: true`: where the system says that a folder does not exist when it is to be made, as /proc does, Node
 * tries for ever.
 *
 * @returns the topmost folder that was made; undefined if there was none to make.
 * @throws what the file system throws, also where something else than a folder stands in the way.
 */
export async function makeFolders(folder: string): Promise<string | undefined> {
  if ((await kindOf(folder)) === 'folder') return undefined;
  const above = dirname(folder);
  const top = (await kindOf(above)) === 'nothing' ? await makeFolders(above) : undefined;
  try {
    await mkdir(folder);
  } catch (thrown) {
    // Another process was faster.
    if ((await kindOf(folder)) !== 'folder') throw thrown;
    return top;
  }
  return top ?? folder;
}

const kindOf = (path: string): Promise<'folder' | 'file' | 'nothing'> =>
  stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => 'nothing',
  );
