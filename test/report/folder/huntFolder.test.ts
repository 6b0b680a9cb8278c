import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { HuntFolder } from '../../../src/report/folder/huntFolder.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

test('what cannot be written leaves nothing that is not whole', async () => {
  const path = join(files.folder, 'hunt');
  const folder = await HuntFolder.open(path, 1, {}, { resume: false });
  try {
    // No file takes the place of a folder that holds something.
    mkdirSync(join(path, 'flips/one'), { recursive: true });
    const before = readdirSync(path).toSorted();
    await expect(folder.write('flips', 'a picture')).rejects.toThrow('no way to write there');
    expect(readdirSync(path).toSorted()).toEqual(before);
  } finally {
    await folder.close();
  }
});
