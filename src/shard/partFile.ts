import { createHash } from 'node:crypto';
import { open, readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { parseJson } from '../files/json.js';
import { readRegularText } from '../files/regularFile.js';
import { inStaging, notWritable } from '../report/folder/staging.js';
import { makeFolders } from '../report/makeFolders.js';
import { isRecord } from '../settings/inWords.js';
import { version } from '../version.js';
import { partSchema, type PartDraft, type PartOf, type ShardPart } from './part.js';

const ending = '.part.json';

/** The file of a part: `conic-parts/check-2-of-8.part.json`. */
export const partPath = (
  folder: string,
  verb: string,
  { index, count }: { readonly index: number | string; readonly count: number },
): string => join(folder, `${verb}-${index}-of-${count}${ending}`);

/**
 * Before a long run: whether a part can be written there. The folder is made and stays: other parts that begin in the same moment
 * are in it.
 *
 * @throws InputError if not.
 */
export async function assertPartPlace(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there !== undefined && !there.isFile())
    throw new InputError({ where: file, found: 'something that is no file', expected: 'an earlier part, or nothing' });
  await madeFolderOf(file);
  await inStaging(file, async () => undefined);
}

/** Makes the folder that a part is in; what is made for the staging goes with it. */
const madeFolderOf = (file: string): Promise<unknown> =>
  makeFolders(dirname(file)).catch((thrown: unknown) => {
    throw notWritable(dirname(file), thrown);
  });

/**
 * Writes a part, whole or not at all; an earlier one in its place is replaced.
 *
 * @throws InputError if it cannot be written.
 */
export async function writePart(file: string, draft: PartDraft): Promise<void> {
  // As JSON has it: nothing undefined, no 0 with a sign.
  const plain: object = JSON.parse(JSON.stringify(draft));
  const part = { ...plain, sha256: checksumOf(plain) };
  // What could not be read again must not be written.
  partSchema.parse(part);
  const content = `${JSON.stringify(part, undefined, 1)}\n`;
  await madeFolderOf(file);
  await inStaging(file, async (staging, target) => {
    const whole = join(staging, basename(target));
    const handle = await open(whole, 'wx');
    try {
      await handle.writeFile(content);
      // Before it gets its name: a machine that goes down leaves the name of a file and nothing in it.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(whole, target);
  });
}

const checksumOf = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** The files of parts that are meant by files and folders of them. @throws InputError if there are none, or one is not there. */
export async function partFiles(places: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (const place of places) {
    const found = await stat(place).catch((cause: unknown) => {
      throw new InputError(
        { where: place, found: messageOf(cause), expected: 'a part, or a folder of parts' },
        { cause },
      );
    });
    if (!found.isDirectory()) {
      files.push(place);
      continue;
    }
    const names = (await readdir(place)).filter((name) => name.endsWith(ending) && !name.startsWith('.'));
    if (names.length === 0)
      throw new InputError({ where: place, found: `no files that end in ${ending}`, expected: 'a folder of parts' });
    files.push(...names.toSorted().map((name) => join(place, name)));
  }
  return files;
}

/** Reads a part. @throws InputError if it is none, is damaged, or cannot be read. */
export async function readPart(file: string): Promise<ShardPart> {
  const refused = (found: string, cause?: unknown): InputError =>
    new InputError(
      {
        where: file,
        found,
        expected: 'a part as conic writes it (conic.part/1)',
        remedy: 'Run that part again: the same command with the same --shard.',
      },
      { cause },
    );
  const content = await readRegularText(file).catch((cause: unknown) => {
    throw refused(messageOf(cause), cause);
  });
  let value: unknown;
  try {
    value = parseJson(content);
  } catch (cause) {
    throw refused(`a damaged file: no JSON (${messageOf(cause)})`, cause);
  }
  const made = isRecord(value) ? value['conic'] : undefined;
  if (typeof made === 'string' && made !== version)
    throw new InputError({
      where: file,
      found: `a part by conic ${made}`,
      expected: `parts by conic ${version}, which merges them`,
      remedy: 'Merge with the version that made them, or make all of them again with this one.',
    });
  if (!isPart(value)) {
    const [issue] = partSchema.safeParse(value).error?.issues ?? [];
    throw refused(`another form: ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { sha256, ...rest } = value;
  if (checksumOf(rest) !== sha256) throw refused('a file that was damaged or changed: its checksum is another');
  return value;
}

/** The value itself and not what the form makes of it, which has fields in its own order: documents keep that of the run. */
const isPart = (value: unknown): value is ShardPart => partSchema.safeParse(value).success;

/** Reads a part of this verb. @throws InputError as {@link readPart} does, or if it is of another one. */
export async function readPartOf<Verb extends ShardPart['verb']>(verb: Verb, file: string): Promise<PartOf<Verb>> {
  const part = await readPart(file);
  if (isOf(verb, part)) return part;
  throw new InputError({ where: file, found: `a part of conic ${part.verb}`, expected: `a part of conic ${verb}` });
}

const isOf = <Verb extends ShardPart['verb']>(verb: Verb, part: ShardPart): part is PartOf<Verb> => part.verb === verb;
