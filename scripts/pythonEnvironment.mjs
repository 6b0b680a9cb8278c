// An environment of Python beside the packages of Node, with what a file of requirements lists: for tests that ask programs of other people.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Why it cannot be done, as the one line the user sees. */
export class Stop extends Error {}

/**
 * Makes the environment, where it is not there as it is wanted.
 *
 * @param name of its folder in the cache.
 * @param requirements the file, from the root of the project.
 * @param before is called before something is installed.
 * @throws Stop if it cannot be done.
 */
export function pythonEnvironment(name, requirements, before) {
  const wanted = fileURLToPath(new URL(`../${requirements}`, import.meta.url));
  const kept = fileURLToPath(new URL(`../node_modules/.cache/conic/${name}`, import.meta.url));
  // What is installed, once it all is.
  const installed = join(kept, 'requirements.txt');
  const text = fs.readFileSync(wanted, 'utf8');
  if (!fs.existsSync(installed) || fs.readFileSync(installed, 'utf8') !== text) {
    before();
    fs.rmSync(kept, { recursive: true, force: true });
    fs.mkdirSync(kept, { recursive: true });
    run('making an environment', 'python3', ['-m', 'venv', kept]);
    const python = join(kept, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    run('installing with pip', python, [...pip, '--requirement', wanted]);
    fs.writeFileSync(installed, text);
  }
  return `${text.trim().split('\n').join(', ')} in ${kept}`;
}

function run(what, program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error?.code === 'ENOENT')
    throw new Stop('Python is missing; install python3, pip and venv (Debian: python3-venv)');
  // Python writes why it has no venv to standard output.
  if (status !== 0)
    throw new Stop(`${what}: ${(error?.message ?? (stderr.trim() || stdout)).trim().split('\n').at(-1)}`);
}
