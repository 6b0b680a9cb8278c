import { open, truncate, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { InputError, messageOf } from '../errors.js';
import { largestLimit, readRegularFile } from '../files/regularFile.js';
import { recordSchema, type HuntRecord } from './record.js';

/**
 * What a hunt was about, each part with a name for errors: two hunts with equal parts give equal results.
 *
 * @example { model: 'sha256 …', images: 'sha256 …', scalars: '0.0001..10000' }
 */
export type Identity = Readonly<Record<string, string>>;

const headSchema = z.strictObject({
  schema: z.literal('conic.hunt-journal/1'),
  images: z.int().min(0),
  identity: z.record(z.string(), z.string()),
});

/** What a journal has kept of a hunt. */
export interface Kept {
  /** How many images the hunt was of. */
  readonly images: number;
  readonly identity: Identity;
  /** Of the first images, in their order. */
  readonly records: readonly HuntRecord[];
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
export async function readJournal(file: string): Promise<Kept | undefined> {
  const bytes = await readRegularFile(file, largestLimit).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return Buffer.alloc(0);
    throw new InputError(
      { where: file, found: `no way to read it (${messageOf(cause)})`, expected: 'the journal of a hunt' },
      { cause },
    );
  });
  let length = 0;
  let head: z.infer<typeof headSchema> | undefined;
  const records: HuntRecord[] = [];
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, length)) {
    const value = parsed(bytes.toString('utf8', length, end));
    if (head === undefined) {
      const first = headSchema.safeParse(value);
      if (!first.success)
        throw new InputError({ where: file, found: 'something else', expected: 'the journal of a hunt' });
      head = first.data;
    } else {
      const record = recordSchema.safeParse(value);
      if (!record.success || record.data.index !== records.length) break;
      records.push(record.data);
    }
    length = end + 1;
  }
  return head === undefined ? undefined : { ...head, records, length };
}

const newline = '\n'.charCodeAt(0);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A journal being written: a line for what the hunt is about, then one an image, in order. Lines are only ever added. */
export class Journal {
  private constructor(private readonly file: FileHandle) {}

  /** Begins a new journal in the place of any other. */
  static async begin(path: string, images: number, identity: Identity): Promise<Journal> {
    const file = await open(path, 'w');
    await file.appendFile(`${JSON.stringify({ schema: 'conic.hunt-journal/1', images, identity })}\n`);
    return new Journal(file);
  }

  /** Goes on with one that was read, after its last whole line. */
  static async resume(path: string, { length }: Kept): Promise<Journal> {
    await truncate(path, length);
    return new Journal(await open(path, 'a'));
  }

  async add(records: readonly HuntRecord[]): Promise<void> {
    await this.file.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

/** @throws InputError that names the parts in which a kept hunt differs from the one asked for. */
export function assertSameHunt(kept: Kept, identity: Identity, where: string): void {
  const parts = [...new Set([...Object.keys(kept.identity), ...Object.keys(identity)])];
  const odd = parts.filter((part) => kept.identity[part] !== identity[part]);
  if (odd.length === 0) return;
  const list = odd.map((part) => `${part} (${kept.identity[part] ?? 'none'}, now ${identity[part] ?? 'none'})`);
  throw new InputError({
    where,
    found: `a hunt that differs in ${list.join(', ')}`,
    expected: 'the same model, images and settings as before',
    remedy: 'Repeat the command as it was, or hunt into another folder.',
  });
}
