import { existsSync, readdirSync, statSync } from 'node:fs';
import { posix } from 'node:path';

/** What cannot be mutated as it was told. */
export class Unmutable extends Error {}

const isSource = (file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts');

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(isSource)
    .map((file) => posix.join(folder, file.replaceAll('\\', '/')));

/**
 * Parts of conic, as they were told: `src/run`, `src/run/check.ts`, or lines of a file, `src/run/check.ts:3-8`.
 *
 * @returns of each the files in it, and the patterns that Stryker knows it by.
 */
export function parts(told) {
  return told.map((said) => {
    const [, path, lines] = /^(.*?)(?::(\d+(?:-\d+)?))?$/.exec(posix.normalize(said).replace(/\/$/, ''));
    if (!/^(?:src|properties|transformations)(?:\/|$)/.test(path) || !existsSync(path))
      throw new Unmutable(`found ${said}; expected a folder or a file of src, properties or transformations`);
    const isFolder = statSync(path).isDirectory();
    const files = isFolder ? filesIn(path) : [path].filter(isSource);
    if (files.length === 0) throw new Unmutable(`${said} has no TypeScript to mutate`);
    if (lines === undefined) return { said, path, files, patterns: files };
    if (isFolder) throw new Unmutable(`found ${said}; expected lines of a file, not of a folder`);
    return { said, path, files, patterns: [`${path}:${lines.includes('-') ? lines : `${lines}-${lines}`}`] };
  });
}
