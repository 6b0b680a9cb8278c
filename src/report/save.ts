import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { writePng } from '../image/png.js';
import type { Result } from '../run/result.js';
import { drawPicture } from './picture.js';
import type { Report } from './schema.js';

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
  const target = resolve(directory);
  await assertReplaceable(directory);
  const staging = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  try {
    await mkdir(staging, { recursive: true });
    const complete = await writeFiles(staging, report, results);
    await writeFile(join(staging, 'report.json'), `${JSON.stringify(complete, undefined, 2)}\n`);
    const old = `${staging}-old`;
    const replaced = await rename(target, old).then(
      () => true,
      () => false,
    );
    await rename(staging, target);
    if (replaced) await rm(old, { recursive: true });
    return complete;
  } catch (thrown) {
    await rm(staging, { recursive: true, force: true });
    if (thrown instanceof InputError) throw thrown;
    throw new InputError(
      { where: directory, found: `that it cannot be written (${messageOf(thrown)})`, expected: 'a folder to write to' },
      { cause: thrown },
    );
  }
}

/** @throws InputError if there is something at the place of the report which is not an earlier report. */
export async function assertReplaceable(directory: string): Promise<void> {
  const names = await readdir(directory).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return [];
    throw new InputError(
      {
        where: directory,
        found: thrown.code === 'ENOTDIR' ? 'a file' : messageOf(thrown),
        expected: 'a folder for the report, or none yet',
      },
      { cause: thrown },
    );
  });
  if (names.length === 0) return;
  const existing = await readFile(join(directory, 'report.json'), 'utf8').catch(() => '');
  if (!existing.includes('"conic.report/'))
    throw new InputError({
      where: directory,
      found: `a folder with ${names.length} other ${names.length === 1 ? 'entry' : 'entries'} (${names[0]})`,
      expected: 'an empty folder, an earlier report, or nothing',
      remedy: 'A report replaces the whole folder; choose another place.',
    });
}

async function writeFiles(staging: string, report: Report, results: readonly Result[]): Promise<Report> {
  const written = await Promise.all(
    report.results.map(async (reported, i) => {
      const found = results[i]?.counterexample;
      if (found === undefined || reported.counterexample === undefined) return reported;
      const folder = `counterexamples/${reported.property.replaceAll(':', '-')}`;
      await mkdir(join(staging, folder), { recursive: true });
      const files = found.views.map(({ title }) => `${folder}/${title.replaceAll(' ', '-')}.png`);
      await Promise.all(found.views.map(({ image }, view) => writePng(join(staging, files[view]!), image)));
      const picture = `${folder}/picture.png`;
      await writeFile(join(staging, picture), await drawPicture(found.views, report.model.labels));
      const views = reported.counterexample.views.map((view, n) => ({ ...view, file: files[n]! }));
      return { ...reported, counterexample: { ...reported.counterexample, views, files: [picture, ...files] } };
    }),
  );
  return { ...report, results: written };
}
