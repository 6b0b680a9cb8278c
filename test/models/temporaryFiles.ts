import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory for a test file's models; `remove` it when all tests are done. */
export function temporaryFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'conic-test-'));
  return {
    folder,
    /** Writes a file, in folders that it lies in, and gives its path. */
    write: (name: string, content: Uint8Array | string): string => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
