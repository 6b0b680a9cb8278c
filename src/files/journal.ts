import { open, truncate, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { InputError, messageOf } from '../errors.js';
import { largestLimit, readRegularFile } from './regularFile.js';

/**
 * What a run was about, each part with a name for errors: two runs with equal parts give equal results.
 *
 * @example { model: 'sha256 …', images: 'sha256 …', scalars: '0.0001..10000' }
 */
export type Identity = Readonly<Record<string, string>>;

/** A kind of run that is kept line by line, so that it goes on where it was killed. */
export interface JournalKind<Entry> {
  /** What the first line says: `conic.hunt-journal/1`. */
  readonly schema: string;
  /** The run in words: `hunt`. */
  readonly run: string;
  /** What to do where another run is in the way. */
  readonly remedy: string;
  /** The entry that a line has, if it is the one at this place; undefined where it is none. */
  readonly entryIn: (value: unknown, place: number) => Entry | undefined;
}

const headSchema = z.strictObject({
  schema: z.string(),
  images: z.int().min(0),
  identity: z.record(z.string(), z.string()),
});

/** What a journal has kept of a run. */
export interface KeptRun<Entry> {
  /** How many images (or groups of them) the run was of. */
  readonly images: number;
  readonly identity: Identity;
  /** Of the first images, in their order. */
  readonly records: readonly Entry[];
  /** Bytes of the file that are whole lines. */
  readonly length: number;
}

/**
 * Reads a journal. A line that is not whole, as a process leaves it that is killed while writing, is where it ends, and so is
 * whatever does not follow on from what went before.
 *
 * @returns undefined if there is none, or nothing in it.
 * @throws InputError if the file is something else, or cannot be read.
 */
export async function readJournal<Entry>(file: string, kind: JournalKind<Entry>): Promise<KeptRun<Entry> | undefined> {
  const expected = `the journal of a ${kind.run}`;
  const bytes = await readRegularFile(file, largestLimit).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return Buffer.alloc(0);
    throw new InputError({ where: file, found: `no way to read it (${messageOf(cause)})`, expected }, { cause });
  });
  let length = 0;
  let head: z.infer<typeof headSchema> | undefined;
  const records: Entry[] = [];
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, length)) {
    const value = parsed(bytes.toString('utf8', length, end));
    if (head === undefined) {
      const first = headSchema.safeParse(value);
      if (!first.success || first.data.schema !== kind.schema)
        throw new InputError({ where: file, found: 'something else', expected });
      head = first.data;
    } else {
      const record = kind.entryIn(value, records.length);
      if (record === undefined) break;
      records.push(record);
    }
    length = end + 1;
  }
  return head === undefined ? undefined : { images: head.images, identity: head.identity, records, length };
}

const newline = '\n'.charCodeAt(0);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A journal being written: a line for what the run is about, then one an image, in order. Lines are only ever added. */
export class Journal<Entry> {
  private constructor(private readonly file: FileHandle) {}

  /** Begins a new journal in the place of any other. */
  static async begin<Entry>(
    path: string,
    { schema }: JournalKind<Entry>,
    images: number,
    identity: Identity,
  ): Promise<Journal<Entry>> {
    const file = await open(path, 'w');
    await file.appendFile(`${JSON.stringify({ schema, images, identity })}\n`);
    return new Journal(file);
  }

  /** Goes on with one that was read, after its last whole line. */
  static async resume<Entry>(path: string, { length }: KeptRun<Entry>): Promise<Journal<Entry>> {
    await truncate(path, length);
    return new Journal(await open(path, 'a'));
  }

  async add(records: readonly Entry[]): Promise<void> {
    await this.file.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** @throws InputError that names the parts in which a kept run differs from the one asked for. */
export function assertSameRun<Entry>(
  kept: KeptRun<Entry>,
  identity: Identity,
  where: string,
  { run, remedy }: JournalKind<Entry>,
): void {
  const parts = [...new Set([...Object.keys(kept.identity), ...Object.keys(identity)])];
  const odd = parts.filter((part) => kept.identity[part] !== identity[part]);
  if (odd.length === 0) return;
  const list = odd.map((part) => `${part} (${kept.identity[part] ?? 'none'}, now ${identity[part] ?? 'none'})`);
  throw new InputError({
    where,
    found: `a ${run} that differs in ${list.join(', ')}`,
    expected: 'the same model, images and settings as before',
    remedy,
  });
}
