import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { InputError } from '../errors.js';
import { assertReplaceable, assertWritable, contents, exchange, inStaging, writeFiles } from '../report/folder/save.js';
import type { Result } from '../run/result.js';
import { forReaders } from './forReaders.js';
import { renderReports } from '../report/formats/index.js';
import type { GateReport } from './schema.js';

/**
 * Before a long run: whether a report may go into a folder.
 *
 * @throws InputError if it holds something else than a gate's report, or cannot be written.
 */
export async function assertPlace(directory: string): Promise<void> {
  await assertFree(directory);
  await assertWritable(directory);
}

/** A gate's report lists its files; whatever else is in the folder is somebody's own. */
const assertFree = (directory: string): Promise<void> =>
  assertReplaceable(directory, { mark: '"conic.gate/', besides: filesOf });

function filesOf(report: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(report);
    const files = typeof value === 'object' && value !== null && 'files' in value ? value.files : [];
    return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
  } catch {
    return [];
  }
}

/**
 * Writes a gate's folder: `report.json`, the images of each counterexample, and the reports for readers. It is made beside
 * its place and moved there when it is whole; an earlier report is replaced, and stays as it was if anything fails.
 *
 * @returns the report with the names of the files in it.
 */
export async function saveGate(directory: string, report: GateReport, results: readonly Result[]): Promise<GateReport> {
  await assertFree(directory);
  return inStaging(directory, async (staging, target) => {
    const written = await writeFiles(staging, report, results);
    const findings = written.findings.map((finding) => {
      const { views = [], files = [] } = written.results[finding.result]?.counterexample ?? {};
      const [picture] = files;
      const [original, scaled] = [views[0]?.file, views.length > 1 ? views.at(-1)?.file : undefined];
      return {
        ...finding,
        ...(picture === undefined ? {} : { picture }),
        ...(original === undefined ? {} : { original }),
        ...(scaled === undefined ? {} : { scaled }),
      };
    });
    const illustrated: GateReport = { ...written, findings };
    const rendered = await renderReports(forReaders(illustrated), await imagesOf(staging, illustrated));
    for (const [name, content] of rendered) {
      const path = normalize(name);
      if (isAbsolute(path) || path.startsWith('..'))
        throw new InputError({ where: name, found: 'a place outside', expected: 'a file in the report' });
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await writeFile(join(staging, path), content);
    }
    const files = [...(await readdir(staging)), contents.report].toSorted();
    const complete: GateReport = { ...illustrated, files };
    await writeFile(join(staging, contents.report), `${JSON.stringify(complete, undefined, 2)}\n`);
    await exchange(staging, target);
    return complete;
  });
}

/** The images that findings name, by their names. */
async function imagesOf(staging: string, { findings }: GateReport): Promise<ReadonlyMap<string, Buffer>> {
  const names = findings.flatMap(({ picture, original, scaled }) => [picture, original, scaled]);
  const images = new Map<string, Buffer>();
  for (const name of names) if (name !== undefined) images.set(name, await readFile(join(staging, name)));
  return images;
}
