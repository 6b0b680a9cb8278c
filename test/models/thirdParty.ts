import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file of a package of other people's, which is no dependency: too large to be installed for every test. `undefined` where it is
 * not there, and a line says so and what to do.
 *
 * @param file its path inside the package.
 */
export function thirdPartyModel(name: string, version: string, file: string): string | undefined {
  const folder = process.env['CONIC_THIRD_PARTY'];
  const path = join(folder ?? '.', 'node_modules', name, file);
  if (existsSync(path)) return path;
  const where = folder ?? 'third-party';
  process.stdout.write(
    `Skipped: no ${name}. For these tests: npm install --prefix ${where} ${name}@${version}, and CONIC_THIRD_PARTY=${where}.\n`,
  );
  return undefined;
}
