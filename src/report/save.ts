import { randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { readRegularText } from '../files/regularFile.js';
import { writePng } from '../image/png.js';
import type { View } from '../run/outcome.js';
import type { Result } from '../run/result.js';
import { fileNames } from './fileNames.js';
import { makeFolders } from './makeFolders.js';
import { drawPicture } from './picture.js';
import type { Report, ReportedCounterexample, ReportedResult } from './schema.js';

/** What a report folder holds; a folder with anything else in it is not replaced. */
export const contents = { report: 'report.json', counterexamples: 'counterexamples' } as const;

/**
 * Writes a report folder: `report.json`, and for every counterexample a folder with each image as the model saw it and
 * `picture.png`, which shows them side by side with labels and scores.
 *
 * The folder is made beside its place and moved there when it is whole, so there is never half a report; an earlier report
 * is replaced.
 *
 * @returns the report with the names of the files in it.
 * @throws InputError if the folder holds something else than a report, or cannot be written.
 */
export async function saveReport(directory: string, report: Report, results: readonly Result[]): Promise<Report> {
  await assertReplaceable(directory);
  return inStaging(directory, async (staging, target) => {
    const complete = await writeFiles(staging, report, results);
    await writeFile(join(staging, contents.report), `${JSON.stringify(complete, undefined, 2)}\n`);
    await exchange(staging, target);
    return complete;
  });
}

/** How an earlier report is told from other things. */
interface Earlier {
  /** What its `report.json` contains. */
  readonly mark: string;
  /** What the folder may hold besides, by what its `report.json` says. */
  readonly besides?: (report: string) => readonly string[];
}

/** @throws InputError if there is something at the place of the report which is not an earlier report. */
export async function assertReplaceable(
  directory: string,
  { mark, besides = () => [] }: Earlier = { mark: '"conic.report/' },
): Promise<void> {
  const names = await readdir(directory).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    const found = thrown.code === 'ENOTDIR' ? 'a file in its place or above it' : messageOf(thrown);
    throw new InputError(
      { where: directory, found, expected: 'a folder for the report, or none yet' },
      { cause: thrown },
    );
  });
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
  const earlier = await readRegularText(join(directory, contents.report)).catch(() => '');
  const known: readonly string[] = [...Object.values(contents), ...besides(earlier)];
  const others = names.filter((name) => !known.includes(name));
  if (names.length === 0 || (others.length === 0 && earlier.includes(mark))) return;
  const [example = names[0]] = others;
  throw new InputError({
    where: directory,
    found: `a folder that holds something else (${example})`,
    expected: 'an empty folder, an earlier report, or nothing',
    remedy: 'A report replaces the whole folder; choose another place.',
  });
}

/** @throws InputError if a folder cannot be made where the report is to be: better before a long run than after it. */
export const assertWritable = (directory: string): Promise<void> => inStaging(directory, async () => undefined);

/**
 * Does something with a new folder beside the report's place. Unless that gives a value, the folder and any parents that
 * were made for it are removed.
 */
export async function inStaging<Value>(
  directory: string,
  use: (staging: string, target: string) => Promise<Value>,
): Promise<Value> {
  // A link stays, and what it leads to is replaced.
  const target = await realpath(directory).catch(() => resolve(directory));
  const staging = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  let made: string | undefined;
  let kept = false;
  try {
    made = await makeFolders(staging);
    const value = await use(staging, target);
    kept = value !== undefined;
    return value;
  } catch (thrown) {
    if (thrown instanceof InputError) throw thrown;
    throw new InputError(
      { where: directory, found: `no way to write there (${messageOf(thrown)})`, expected: 'a folder to write to' },
      { cause: thrown },
    );
  } finally {
    if (!kept && made !== undefined) await rm(made, { recursive: true, force: true });
  }
}

/** Puts a folder in the place of another, which is removed; if that fails, the other is back where it was. */
export async function exchange(staging: string, target: string): Promise<void> {
  const old = `${staging}-old`;
  const moved = await rename(target, old).then(
    () => true,
    (thrown: NodeJS.ErrnoException) => {
      if (thrown.code === 'ENOENT') return false;
      throw thrown;
    },
  );
  try {
    await rename(staging, target);
  } catch (thrown) {
    if (moved) await rename(old, target);
    throw thrown;
  }
  if (moved) await rm(old, { recursive: true, force: true });
}

/** Writes the images of every counterexample into a folder. @returns the report with the names of the files. */
// One after the other, so that nothing is still being written when a failure has the folder removed.
export async function writeFiles<Any extends Pick<Report, 'model' | 'results'>>(
  staging: string,
  report: Any,
  results: readonly Result[],
): Promise<Any> {
  const folders = fileNames(report.results.map(({ property }) => property));
  const written: ReportedResult[] = [];
  for (const [i, reported] of report.results.entries()) {
    const found = results[i]?.counterexample;
    const counterexample =
      found === undefined || reported.counterexample === undefined
        ? undefined
        : await writeImages(staging, folders[i]!, reported.counterexample, found.views, report.model.labels);
    written.push(counterexample === undefined ? reported : { ...reported, counterexample });
  }
  return { ...report, results: written };
}

async function writeImages(
  staging: string,
  name: string,
  counterexample: ReportedCounterexample,
  images: readonly View[],
  labels: readonly string[],
): Promise<ReportedCounterexample> {
  // Only grey and colour images can be drawn; a function may take others.
  if (images.some(({ image }) => ![1, 3].includes(image.shape.channels))) return counterexample;
  const folder = `${contents.counterexamples}/${name}`;
  await mkdir(join(staging, folder), { recursive: true });
  const titles = images.map(({ title }) => title);
  const files = fileNames(titles, ['picture']).map((title) => `${folder}/${title}.png`);
  for (const [i, { image }] of images.entries()) await writePng(join(staging, files[i]!), image);
  const picture = `${folder}/picture.png`;
  await writeFile(join(staging, picture), await drawPicture(images, labels));
  const views = counterexample.views.map((view, i) => ({ ...view, file: files[i]! }));
  return { ...counterexample, views, files: [picture, ...files] };
}
