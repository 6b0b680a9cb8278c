import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command.js';
import { gateOnLenet, onLenet, twoProperties } from './onLenet.js';
import { lastingPart, reportFaults, storeFaults } from './wholeness.js';

// Commands that write something, each in a folder of its own where an earlier run has written already. Whatever ends them in the middle:
// what is there afterwards is what the earlier run left or what they write, never half of it, and run again they come to the same as
// when nothing had happened.

/** A command, and what it writes into its folder. */
export interface Story {
  readonly name: string;
  /** The arguments of `conic`; files are named from its folder. */
  readonly args: readonly string[];
  /** What is run again afterwards, where that is something else: `--resume`. */
  readonly again?: readonly string[];
  /** What was there before: the arguments of an earlier run. */
  readonly earlier?: readonly string[];
  /** The statuses of a run that comes to its end. */
  readonly statuses: readonly number[];
  /** What is written, as names in its folder: a report's folder, a file, a store. */
  readonly report?: string;
  readonly file?: string;
  readonly store?: string;
}

const stored = (seed: number): readonly string[] => [
  'check',
  ...onLenet(6),
  ...twoProperties,
  '--seed',
  String(seed),
  '--store',
  'kept',
];
const checked = (seed: number): readonly string[] => [
  'check',
  ...onLenet(6),
  ...twoProperties,
  '--seed',
  String(seed),
  '--report',
  'out',
  '--read-only',
];
const gated = (seed: number): readonly string[] => ['gate', '--seed', String(seed), '--report', 'out', '--no-baseline'];
const part = ['check', ...onLenet(6), '--property', 'scalar-invariance', '--measure', '--cases', '300'];
const hunted = ['hunt', ...onLenet(8), '--out', 'out', '--read-only'];

const stories: readonly Story[] = [
  { name: 'check', args: checked(2), earlier: checked(1), statuses: [1], report: 'out' },
  { name: 'check that stores', args: stored(3), statuses: [1], store: 'kept' },
  { name: 'hunt', args: hunted, again: [...hunted, '--resume'], statuses: [0, 1, 3], report: 'out' },
  { name: 'gate', args: gated(2), earlier: gated(1), statuses: [0, 1, 3], report: 'out' },
  {
    name: 'mend',
    args: ['mend', ...onLenet(6), '--out', 'mended.onnx'],
    statuses: [0, 1, 3],
    file: 'mended.onnx',
  },
  {
    name: 'part of a run',
    args: [...part, '--seed', '2', '--shard', '1/2', '--parts', 'parts', '--read-only'],
    statuses: [0, 1, 3],
    file: 'parts/check-1-of-2.part.json',
  },
];

/** A story as it goes where nothing happens: what is there before it and after it, and how long it takes. */
export interface ToldStory {
  readonly story: Story;
  /** What was there before, in a folder that is copied for every attempt. */
  readonly before: string;
  readonly earlier: string | undefined;
  readonly written: string;
  readonly milliseconds: number;
}

/** Tells a story once, without any fault. @throws if it does not end as it should. */
async function toldStory(story: Story, folder: string): Promise<ToldStory> {
  const before = join(folder, `${story.name}-before`);
  mkdirSync(before);
  writeFileSync(join(before, 'conic.config.json'), JSON.stringify(gateOnLenet));
  if (story.earlier !== undefined) await command(story.earlier, { cwd: before });
  const after = join(folder, `${story.name}-after`);
  cpSync(before, after, { recursive: true });
  const { status, err, milliseconds } = await command(story.args, { cwd: after });
  if (status === null || !story.statuses.includes(status)) throw new Error(`${story.name}: status ${status}: ${err}`);
  return {
    story,
    before,
    earlier: writtenOf(story, before),
    written: writtenOf(story, after) ?? '',
    milliseconds,
  };
}

/** What a story has written, without what two runs never share; undefined where there is nothing. */
function writtenOf({ report, file }: Story, folder: string): string | undefined {
  if (file !== undefined)
    return existsSync(join(folder, file)) ? lastingPart(readFileSync(join(folder, file), 'latin1')) : undefined;
  if (report === undefined || !existsSync(join(folder, report))) return undefined;
  const document = ['report.json', 'hunt.json'].find((name) => existsSync(join(folder, report, name)));
  return document === undefined ? undefined : lastingPart(readFileSync(join(folder, report, document), 'utf8'));
}

/** Every story that is told, with its number and how many of the attempts are its own. */
export async function* toldStories(
  attempts: number,
  folder: string,
): AsyncGenerator<{ readonly told: ToldStory; readonly number: number; readonly own: number }> {
  for (const [number, story] of stories.entries()) {
    const own = Math.floor((attempts + number) / stories.length);
    if (own > 0) yield { told: await toldStory(story, folder), number, own };
  }
}

/** A folder for an attempt, as it is before the story. */
export function freshFolder({ before }: ToldStory, folder: string, name: string): string {
  const place = join(folder, name);
  cpSync(before, place, { recursive: true });
  return place;
}

/**
 * What is half about what lies in a folder, a sentence each.
 *
 * @param mayBeMissing whether a report may be away until the next start puts it back, as after a kill.
 */
export async function halfOf(
  { story, earlier, written }: ToldStory,
  folder: string,
  mayBeMissing: boolean,
): Promise<string[]> {
  const faults: string[] = [];
  if (story.store !== undefined) faults.push(...(await storeFaults(join(folder, story.store))));
  const there = writtenOf(story, folder);
  if (there === undefined && earlier !== undefined && !mayBeMissing) faults.push('the earlier report is gone');
  if (there === undefined) return faults;
  if (there !== earlier && there !== written)
    faults.push('neither what was there before nor what is written without a fault');
  // The folder of a hunt grows.
  if (story.report !== undefined && story.name !== 'hunt') faults.push(...reportFaults(join(folder, story.report)));
  return faults;
}

/** Runs a story again after whatever happened, and says what is not as if nothing had. */
export async function goneOn({ story, written }: ToldStory, folder: string): Promise<string[]> {
  const { status, err } = await command(story.again ?? story.args, { cwd: folder });
  // What mend has written already, it does not write again.
  if (story.name === 'mend' && status === 2 && writtenOf(story, folder) === written) return [];
  if (status === null || !story.statuses.includes(status))
    return [`run again it ends with ${status}: ${err.slice(0, 300)}`];
  const faults: string[] = [];
  if (story.store === undefined && writtenOf(story, folder) !== written)
    faults.push('run again it comes to something else');
  if (story.report !== undefined) faults.push(...reportFaults(join(folder, story.report)));
  if (story.store !== undefined) faults.push(...(await storeFaults(join(folder, story.store))));
  return faults;
}

/** What lies in a folder besides what belongs there: files and folders in the making. */
export const strayIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)\.(?!lock)[^/]*$/.test(name));
