import { writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { InputError } from '../../errors.js';
import { renderAll } from '../formats/index.js';
import { makeFolders } from '../makeFolders.js';
import type { Page } from '../page.js';
import { assertReplaceable, type FolderKind } from './claim.js';
import { exchange, inStaging } from './staging.js';

/** Writes a file of a report; `name` is relative to it and may have folders in it. */
export type WriteFile = (name: string, content: Buffer | string) => Promise<void>;

/** A document that names its drawings, and what it says to readers. */
export interface FilledFolder<Document extends object> {
  readonly document: Document;
  readonly page: Page;
}

/**
 * Writes the folder of a report: what `fill` writes, and the document in every format. This is how every command does it.
 *
 * The folder is made beside its place and moved there when it is whole, so there is never half a report; an earlier report of
 * the same kind is replaced, and stays as it was if anything fails.
 *
 * @param fill writes drawings, one after the other, and gives the document that names them.
 * @returns the document.
 * @throws InputError if the folder holds something else than an earlier report, or cannot be written.
 */
export async function saveFolder<Document extends object>(
  directory: string,
  kind: FolderKind,
  fill: (write: WriteFile) => Promise<FilledFolder<Document>>,
): Promise<Document> {
  await assertReplaceable(directory, kind);
  return inStaging(directory, async (staging, target) => {
    const images = new Map<string, Buffer>();
    const write: WriteFile = async (name, content) => {
      const path = normalize(name);
      if (isAbsolute(path) || path.startsWith('..'))
        throw new InputError({ where: name, found: 'a place outside', expected: 'a file in the report' });
      await makeFolders(dirname(join(staging, path)));
      await writeFile(join(staging, path), content);
      if (Buffer.isBuffer(content)) images.set(name, content);
    };
    const { document, page } = await fill(write);
    for (const [name, text] of await renderAll({ document, page, images })) await write(name, text);
    await exchange(staging, target);
    return document;
  });
}
