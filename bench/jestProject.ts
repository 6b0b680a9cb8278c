// A project that has conic in its node_modules, for benches that are measured inside Jest.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A project with one suite. */
export interface JestProject {
  readonly folder: string;
  /** Runs Jest in it, a process of its own. */
  readonly run: () => { readonly status: number | null; readonly stderr: string };
  readonly remove: () => void;
}

/** Makes a project. @param suite its only test file. */
export function jestProject(suite: string): JestProject {
  const folder = mkdtempSync(join(tmpdir(), 'conic-bench-'));
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  // A copy and no link: Jest transforms what does not lie in a node_modules.
  for (const name of ['package.json', 'dist'])
    cpSync(join(root, name), join(modules, 'conic', name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "bench", "private": true }');
  writeFileSync(join(folder, 'suite.test.js'), suite);
  return {
    folder,
    run: () => {
      const jest = join(root, 'node_modules/jest/bin/jest.js');
      const { status, stderr } = spawnSync(process.execPath, [jest, '--rootDir', folder, '--runInBand'], {
        cwd: folder,
        encoding: 'utf8',
      });
      return { status, stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
