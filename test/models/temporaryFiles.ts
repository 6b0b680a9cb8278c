import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for a test file's models; `remove` it when all tests are done. */
export function temporaryFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'conic-test-'));
  return {
    folder,
    /** Writes a file and gives its path. */
    write: (name: string, content: Uint8Array | string): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
