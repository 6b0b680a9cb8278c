import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { InputError, messageOf } from '../../errors.js';
import { parseJson } from '../../files/json.js';
import { readRegularText } from '../../files/regularFile.js';
import { filesOfFormats } from '../formats/index.js';
import { inStaging } from './staging.js';

/** How the folder of a kind of report is told from other things. */
export interface FolderKind {
  /** The file with the document in it. */
  readonly document: string;
  /** What the document's `schema` begins with. */
  readonly schema: string;
  /** What the folder may hold besides the document in every format. */
  readonly besides: readonly string[];
}

/** The folder with a folder for each counterexample. */
export const counterexampleFolder = 'counterexamples';

/** The folders of all commands but `hunt`, whose folder grows. */
export const folderKinds = {
  check: { document: 'report.json', schema: 'conic.report/', besides: [counterexampleFolder] },
  gate: { document: 'report.json', schema: 'conic.gate/', besides: [counterexampleFolder] },
  replay: { document: 'report.json', schema: 'conic.replay/', besides: [] },
  structure: { document: 'report.json', schema: 'conic.certify-structure/', besides: [] },
  ray: { document: 'report.json', schema: 'conic.certify-ray/', besides: [] },
  plane: { document: 'report.json', schema: 'conic.certify-plane/', besides: [] },
  region: { document: 'report.json', schema: 'conic.certify-region/', besides: [] },
  accuracy: { document: 'report.json', schema: 'conic.accuracy/', besides: ['curves'] },
  along: { document: 'report.json', schema: 'conic.hunt-along/', besides: ['curves'] },
  diff: { document: 'report.json', schema: 'conic.diff/', besides: ['disagreements'] },
} as const satisfies Record<string, FolderKind>;

/**
 * Before a long run: whether a report may go into a folder.
 *
 * @throws InputError if it holds something else than an earlier report of this kind, or cannot be written.
 */
export async function assertPlace(directory: string, kind: FolderKind): Promise<void> {
  await assertReplaceable(directory, kind);
  await inStaging(directory, async () => undefined);
}

/** @throws InputError if there is something at the place of the report which is not an earlier one of its kind. */
export async function assertReplaceable(directory: string, kind: FolderKind): Promise<void> {
  for (;;) {
    const before = await folderAt(directory);
    try {
      return await assertOnce(directory, kind);
    } catch (thrown) {
      // Another run may put its report there in this moment: what was seen then is partly of the one and partly of the other.
      if ((await folderAt(directory)) === before) throw thrown;
    }
  }
}

/** Which folder is at a place, told apart from others; undefined if there is none. */
const folderAt = (directory: string): Promise<number | undefined> =>
  stat(directory).then(
    ({ ino }) => ino,
    () => undefined,
  );

async function assertOnce(directory: string, kind: FolderKind): Promise<void> {
  const names = await entriesOf(directory, 'a folder for the report, or none yet');
  if (names === undefined) return;
  // Moving it away would take the ground from under the shell.
  if (!relative(resolve(directory), process.cwd()).startsWith('..'))
    throw new InputError({
      where: directory,
      found: 'the working folder, or one above it',
      expected: 'another folder for the report',
      remedy: 'A report replaces the whole folder; choose a new one, such as conic-report.',
    });
  if ((await stat(directory)).dev !== (await stat(dirname(resolve(directory)))).dev)
    throw new InputError({
      where: directory,
      found: 'a place where a disk or volume is mounted, which cannot be replaced',
      expected: 'a folder inside it',
      remedy: `For example ${join(directory, 'conic-report')}.`,
    });
  const earlier = await headOf(join(directory, kind.document));
  const known: readonly string[] = [...filesOfFormats(kind.document), ...kind.besides, ...earlier.files];
  const others = names.filter((name) => !known.includes(name));
  if (names.length === 0 || (others.length === 0 && earlier.schema.startsWith(kind.schema))) return;
  throw heldByOther(directory, others[0] ?? names[0] ?? '', {
    expected: 'an empty folder, an earlier report, or nothing',
    remedy: 'A report replaces the whole folder; choose another place.',
  });
}

/** What is in a folder; undefined if there is none. @throws InputError if it is none, or cannot be read. */
export async function entriesOf(directory: string, expected: string): Promise<readonly string[] | undefined> {
  return readdir(directory).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    const found = thrown.code === 'ENOTDIR' ? 'a file in its place or above it' : messageOf(thrown);
    throw new InputError({ where: directory, found, expected }, { cause: thrown });
  });
}

/** The error for a folder that is somebody's own. */
export const heldByOther = (
  directory: string,
  example: string,
  told: { readonly expected: string; readonly remedy: string },
): InputError =>
  new InputError({ where: directory, found: `a folder that holds something else (${example})`, ...told });

/** What an earlier document says of itself, and which files came with it. */
async function headOf(file: string): Promise<{ readonly schema: string; readonly files: readonly string[] }> {
  const none = { schema: '', files: [] };
  try {
    const value: unknown = parseJson(await readRegularText(file));
    if (typeof value !== 'object' || value === null) return none;
    const schema = 'schema' in value && typeof value.schema === 'string' ? value.schema : '';
    const files = 'files' in value && Array.isArray(value.files) ? value.files : [];
    return { schema, files: files.filter((name): name is string => typeof name === 'string') };
  } catch {
    return none;
  }
}
