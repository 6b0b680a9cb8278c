import sharp from 'sharp';
import type { Page } from '../../src/report/page.js';

/** A black picture for every file that a page would show. */
export async function blackPictures({ sections }: Page): Promise<ReadonlyMap<string, Buffer>> {
  const black = await sharp({ create: { width: 28, height: 28, channels: 3, background: 'black' } })
    .png()
    .toBuffer();
  const names = sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => {
      if (block.kind === 'pictures') return block.pictures.map(({ file }) => file);
      if (block.kind !== 'counterexample') return [];
      const { all, clearest, original, scaled, views } = block.files;
      return [all, clearest, original, scaled, ...views].filter((name) => name !== undefined);
    });
  return new Map(names.map((name) => [name, black]));
}
