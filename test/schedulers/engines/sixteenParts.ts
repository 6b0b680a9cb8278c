import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { shardedFolder } from '../shardedFolder.js';
import { killAllIn, processesIn } from './processes.js';

const check = [
  'check',
  'model.onnx',
  '--images',
  'images',
  '--property',
  'scalar-invariance',
  '--measure',
  '--read-only',
];
const asked = [...check, '--cases', '16000', '--seed', '1'];

/** A run in sixteen parts in a folder of its own, and its single run. All that is at work there ends with the tests. */
export function sixteenParts() {
  const run = shardedFolder();
  const { folder } = run;
  afterAll(async () => {
    await killAllIn(folder);
    run.remove();
  });
  const parts = (): readonly string[] => (existsSync(join(folder, 'conic-parts')) ? run.filesIn('conic-parts') : []);
  const isDone = (index: string): boolean => parts().includes(`check-${index}-of-16.part.json`);
  return {
    folder,
    run: run.run,
    parts,
    isDone,
    /** Writes the files for a scheduler. @returns the first thing to do with them, and the status of the single run. */
    begin: async (scheduler: string): Promise<{ readonly next: string; readonly status: number | null }> => {
      const { status } = await run.conic(...asked, '--report', 'single');
      const said = await run.conic('init', '--on', scheduler, '--shards', '16', '--', ...asked, '--report', 'merged');
      return { next: /\nnext:\n {2}(.*)\n/.exec(said.out)?.[1] ?? '', status };
    },
    /** Expects all parts to be there, these too, and their sum to be the single run; nothing is at work any more. */
    expectWhole: (interrupted: readonly string[]) => {
      expect(interrupted.filter((index) => !isDone(index))).toEqual([]);
      expect(parts()).toHaveLength(16);
      run.expectSame('merged', 'single');
      expect(processesIn(folder)).toEqual([]);
    },
  };
}
