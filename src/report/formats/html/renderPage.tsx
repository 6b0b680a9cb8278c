import { renderToString } from 'preact-render-to-string';
import { chooseCurve } from '../../drawings/curve.js';
import { drawCurve, inPage } from '../../drawings/drawCurve.js';
import type { Block, CounterexampleBlock, Page, PageSection } from '../../page.js';
import { presentable } from '../../text/presentable.js';
import { WholePage } from './page.js';
import { uriBytesOf, captioned, largestPng, longestSide, picturesOf } from './pictures.js';
import { limitsIn, type Shown, type ShownBlock, type ShownCounterexample, type ShownSection } from './shown.js';

/** Letters of a text; the whole text is in the document. */
const longest = 400;

/** Bytes of the page at most, with room to what is promised (10 MB). */
const mostBytes = 9_500_000;

/** How much of everything the page shows; halved until it is small enough. */
const generous = { limits: 400, counterexamples: 100, rows: 200, others: 1000, pictureBytes: 6_000_000 };
type Room = typeof generous;

/**
 * A page as one HTML file that needs no other and asks no network. Labels, names and all other text are shown as text. It stays
 * under 10 MB: failures come first, and what is left out is counted in the page.
 *
 * @param images the PNG files that the page names, by those names.
 */
export async function renderPage(raw: Page, images: ReadonlyMap<string, Buffer>): Promise<string> {
  const page = presentable(raw, longest);
  const drawn = await drawAll(page, images);
  for (let room = generous; ; room = halved(room)) {
    const text = `<!doctype html>\n${renderToString(<WholePage shown={shownOf(page, drawn, room)} />)}\n`;
    if (Buffer.byteLength(text) <= mostBytes || room.others === 0) return text;
  }
}

const halved = (room: Room): Room => ({
  limits: Math.floor(room.limits / 2),
  counterexamples: Math.floor(room.counterexamples / 2),
  rows: Math.floor(room.rows / 2),
  others: Math.floor(room.others / 2),
  pictureBytes: Math.floor(room.pictureBytes / 2),
});

/** Every block that could be shown, with its images and curves. */
async function drawAll(page: Page, images: ReadonlyMap<string, Buffer>): Promise<ReadonlyMap<Block, ShownBlock>> {
  const drawn = new Map<Block, ShownBlock>();
  let left = generous.pictureBytes;
  let counterexamples = generous.counterexamples;
  for (const block of page.sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind === 'counterexample') {
      if (counterexamples-- <= 0) continue;
      // Images that would be left out anyway are not made smaller first: that takes long.
      const one = await drawOne(block, page, left > 0 ? images : undefined);
      left -= uriBytesOf(one.drawn);
      drawn.set(block, one);
    } else if (block.kind === 'pictures') {
      const pictures = [];
      for (const { file, caption } of block.pictures) {
        const picture = left > 0 ? await captioned(images.get(file), caption) : undefined;
        if (picture === undefined) continue;
        left -= picture.uri.length;
        pictures.push(picture);
      }
      drawn.set(block, { kind: 'pictures', pictures, left: block.pictures.length - pictures.length });
    } else drawn.set(block, block);
  }
  return drawn;
}

async function drawOne(
  block: CounterexampleBlock,
  { labels }: Page,
  images: ReadonlyMap<string, Buffer> | undefined,
): Promise<ShownCounterexample> {
  const { curve, label, labelAfter, scalar, files } = block;
  const story = [label, labelAfter].flatMap((name) => (name === undefined ? [] : [labels.indexOf(name)]));
  const chosen =
    curve === undefined ? undefined : chooseCurve(curve, { story, marks: scalar === undefined ? [] : [scalar] });
  return {
    ...block,
    drawn: images === undefined ? { missing: [] } : await picturesOf(files, images),
    withoutPictures: images === undefined,
    figure: chosen === undefined ? undefined : { ...chosen, svg: await drawCurve(chosen, inPage(curve?.title ?? '')) },
  };
}

function shownOf(page: Page, drawn: ReadonlyMap<Block, ShownBlock>, room: Room): Shown {
  let left = room.pictureBytes;
  const sections = page.sections.map((section) => {
    const shown = shownSection(section, drawn, room);
    // The first have their images, as far as the bytes go.
    const blocks = shown.blocks.map((block): ShownBlock => {
      const bytes = pictureBytes(block);
      if (bytes <= left) {
        left -= bytes;
        return block;
      }
      return withoutPictures(block);
    });
    return { ...shown, blocks };
  });
  const blocks = sections.flatMap((section) => section.blocks);
  const found = blocks.filter((block) => block.kind === 'counterexample');
  return {
    page,
    sections,
    properties: unique([
      ...blocks.flatMap(limitsIn).map(({ property }) => property),
      ...found.map(({ property }) => property),
    ]),
    labels: unique(
      found.flatMap(({ label, labelAfter }) => [label, labelAfter]).filter((label) => label !== undefined),
    ),
    caps: capsOf(room.pictureBytes),
  };
}

/** As much of a section as there is room for. */
function shownSection(
  { title, dense, blocks }: PageSection,
  drawn: ReadonlyMap<Block, ShownBlock>,
  room: Room,
): ShownSection {
  const found = blocks.filter(({ kind }) => kind === 'counterexample').slice(0, room.counterexamples);
  const others = blocks.filter(({ kind }) => kind !== 'counterexample').slice(0, room.others);
  let left = blocks.length - found.length - others.length;
  const shown = blocks
    .filter((block) => found.includes(block) || others.includes(block))
    .flatMap((block): readonly ShownBlock[] => {
      const one = drawn.get(block);
      if (one === undefined) {
        left++;
        return [];
      }
      if (one.kind === 'limits') {
        left += Math.max(0, one.limits.length - room.limits);
        return [{ ...one, limits: one.limits.slice(0, room.limits) }];
      }
      if (one.kind === 'table') {
        left += Math.max(0, one.rows.length - room.rows);
        return [{ ...one, rows: one.rows.slice(0, room.rows) }];
      }
      return [one];
    });
  return {
    ...(title === undefined ? {} : { title }),
    ...(dense === undefined ? {} : { dense }),
    blocks: shown,
    left,
  };
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

function pictureBytes(block: ShownBlock): number {
  if (block.kind === 'counterexample') return uriBytesOf(block.drawn);
  return block.kind === 'pictures' ? block.pictures.reduce((sum, { uri }) => sum + uri.length, 0) : 0;
}

function withoutPictures(block: ShownBlock): ShownBlock {
  if (block.kind === 'counterexample')
    return { ...block, drawn: { missing: block.drawn.missing }, withoutPictures: true };
  return block.kind === 'pictures' ? { ...block, pictures: [], left: block.left + block.pictures.length } : block;
}

const capsOf = (bytes: number): string =>
  `Images are shown at most ${longestSide} pixels wide or high, as WebP where a PNG would be larger than ` +
  `${largestPng / 1000} kB, and in all at most ${(bytes / 1e6).toPrecision(2)} MB of them; exact files lie beside this page. ` +
  `At most ${generous.limits} limits and ${generous.counterexamples} counterexamples are shown.`;
