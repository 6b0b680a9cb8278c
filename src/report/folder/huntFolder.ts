import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ClassifierSpec } from '../../classifier/classifier.js';
import { engineName } from '../../classifier/engineName.js';
import { InputError } from '../../errors.js';
import { assertSameRun, Journal, readJournal, type Identity } from '../../files/journal.js';
import { readRegularPart } from '../../files/regularFile.js';
import { huntJournal } from '../../hunt/journal.js';
import type { HuntRecord } from '../../hunt/record.js';
import type { HuntSettings } from '../../hunt/settings.js';
import type { Image } from '../../image/image.js';
import { version } from '../../version.js';
import type { HuntReport } from '../documents/hunt.js';
import { filesOfFormats, renderAll } from '../formats/index.js';
import { makeFolders } from '../makeFolders.js';
import { huntPage } from '../pages/hunt.js';
import { heldByOther, entriesOf } from './claim.js';
import { lock, type Lock } from './lock.js';
import { notWritable } from './staging.js';

/** What the folder of a hunt holds; a folder with anything else in it is left alone. */
export const huntContents = {
  report: 'hunt.json',
  journal: 'hunt.jsonl',
  sheet: 'sheet.png',
  curves: 'curves',
  simplest: 'simplest',
} as const;

/** Everything that a hunt leaves. */
const known: readonly string[] = [...Object.values(huntContents), ...filesOfFormats(huntContents.report)];

/** How a file that is not whole yet begins. */
const unfinished = '.hunt-';

/**
 * The folder that a hunt writes to: the journal while it lasts, then pictures and the report in every format. Other reports
 * appear at once; this one grows, so that a hunt that was killed can be resumed: each of its files appears whole.
 */
export class HuntFolder {
  readonly #images = new Map<string, Buffer>();

  private constructor(
    readonly path: string,
    private readonly journal: Journal<HuntRecord>,
    private readonly held: Lock,
    /** What an earlier run found out, of the first images. */
    readonly known: readonly HuntRecord[],
  ) {}

  /**
   * Opens the folder for a hunt, and makes it where it is not there. A hunt that was finished before is replaced; with
   * `resume`, what it found is taken over, and so is what an unfinished one found. Until it is closed, no other hunt has it.
   *
   * @throws InputError if another run is at work in it, or it holds something else, a hunt that is unfinished and not to be resumed, or one to be resumed that
   * differs in its model, images or settings; or if it cannot be written to.
   */
  static async open(
    path: string,
    images: number,
    identity: Identity,
    { resume }: { readonly resume: boolean },
  ): Promise<HuntFolder> {
    const held = await lock(path);
    try {
      return await HuntFolder.#openHeld(path, images, identity, resume, held);
    } catch (thrown) {
      await held.release();
      throw thrown;
    }
  }

  static async #openHeld(
    path: string,
    images: number,
    identity: Identity,
    resume: boolean,
    held: Lock,
  ): Promise<HuntFolder> {
    await assertHuntFolder(path);
    const file = join(path, huntContents.journal);
    const kept = await readJournal(file, huntJournal);
    if (kept !== undefined && resume) {
      assertSameRun(kept, identity, path, huntJournal);
      await orInputError(path, () => clean(path, [huntContents.journal]));
      return new HuntFolder(path, await Journal.resume(file, kept), held, kept.records);
    }
    if (kept !== undefined && kept.records.length < kept.images && kept.records.length > 0)
      throw new InputError({
        where: path,
        found: `an unfinished hunt: ${kept.records.length} of ${kept.images} images`,
        expected: 'an empty folder, a finished hunt to replace, or nothing',
        remedy: 'Add --resume to go on with it, or hunt into another folder.',
      });
    return orInputError(path, async () => {
      await makeFolders(path);
      await clean(path, []);
      return new HuntFolder(path, await Journal.begin(file, huntJournal, images, identity), held, []);
    });
  }

  /** Keeps what was found out of the next images. */
  keep(records: readonly HuntRecord[]): Promise<void> {
    return orInputError(this.path, () => this.journal.add(records));
  }

  /** Writes a file, whole or not at all. `name` may have folders in it. */
  async write(name: string, content: Buffer | string): Promise<void> {
    await orInputError(this.path, async () => {
      const file = join(this.path, name);
      const whole = join(this.path, `${unfinished}${randomUUID()}`);
      await makeFolders(dirname(file));
      try {
        await writeFile(whole, content);
        await rename(whole, file);
      } catch (thrown) {
        // A full disk takes the beginning of it.
        await rm(whole, { force: true }).catch(() => undefined);
        throw thrown;
      }
    });
    if (Buffer.isBuffer(content)) this.#images.set(name, content);
  }

  /** Writes the report in every format; the document last, since it says that the hunt is over. */
  async finish(report: HuntReport): Promise<void> {
    const rendered = await renderAll({ document: report, page: huntPage(report), images: this.#images });
    const names = [...rendered.keys()].toSorted(
      (a, b) => Number(a === huntContents.report) - Number(b === huntContents.report),
    );
    for (const name of names) await this.write(name, rendered.get(name) ?? '');
  }

  async close(): Promise<void> {
    try {
      await this.journal.close();
    } finally {
      await this.held.release();
    }
  }
}

function beginningOf(file: string): string {
  try {
    return new TextDecoder().decode(readRegularPart(file, 0, 200));
  } catch {
    return '';
  }
}

/** @throws InputError if there is something at this place that is not an earlier hunt. */
export async function assertHuntFolder(path: string): Promise<void> {
  const names = (await entriesOf(path, 'a folder for the hunt, or none yet')) ?? [];
  const others = names.filter((name) => !known.includes(name) && !name.startsWith(unfinished));
  const begins = (name: string, with_: string): boolean => beginningOf(join(path, name)).includes(with_);
  const isHunt =
    names.every((name) => name.startsWith(unfinished)) ||
    begins(huntContents.journal, '"conic.hunt-journal/') ||
    begins(huntContents.report, '"conic.hunt/');
  // A journal whose first line was never finished belongs to a hunt that was killed at once.
  if (others.length === 0 && (isHunt || names.every((name) => name === huntContents.journal))) return;
  throw heldByOther(path, others[0] ?? names[0] ?? '', {
    expected: 'an empty folder, an earlier hunt, or nothing',
    remedy: 'A hunt replaces what an earlier one left; choose another place.',
  });
}

/** What makes a hunt the same hunt. The engine is part of it: others round differently. */
export function identityOf(spec: ClassifierSpec, images: readonly Image[], settings: HuntSettings): Identity {
  const pixels = createHash('sha256');
  for (const image of images) pixels.update(image.description).update('\n').update(image.pixels());
  const { shape, layout, range, steps, scores, labels, batchLimit } = spec;
  const { scalars, overflow, space, tolerance, precision } = settings;
  return {
    conic: version,
    model: short(spec.digest),
    engine: engineName(spec.engine),
    reading: short(sha256(JSON.stringify({ shape, layout, range, steps, scores, labels }))),
    batch: String(batchLimit),
    images: `${images.length}, ${short(pixels.digest('hex'))}`,
    scalars: `${scalars.min}..${scalars.max}`,
    overflow,
    space,
    tolerance: String(tolerance),
    precision: String(precision),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const short = (digest: string): string => digest.slice(0, 16);

/** Removes what an earlier hunt left, apart from some of it. */
async function clean(path: string, apart: readonly string[]): Promise<void> {
  for (const name of await readdir(path))
    if ((known.includes(name) && !apart.includes(name)) || name.startsWith(unfinished))
      await rm(join(path, name), { recursive: true, force: true });
}

async function orInputError<Value>(where: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (cause) {
    throw notWritable(where, cause);
  }
}
