import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { shardedFolder } from '../shardedFolder.js';
import { kill, killAllIn, partsUnderWay, processesIn, until } from './processes.js';
import { isSlurmThere, startSlurm } from './slurmCluster.js';

const run = shardedFolder();
afterAll(async () => {
  await killAllIn(run.folder);
  run.remove();
});

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
const parts = (): readonly string[] => (existsSync(join(run.folder, 'conic-parts')) ? run.filesIn('conic-parts') : []);
const isDone = (index: string): boolean => parts().includes(`check-${index}-of-16.part.json`);

(isSlurmThere ? test : test.skip)(
  'sixteen parts on Slurm, of which one is killed and two go down with their node, are the single run',
  async () => {
    expect(await run.conic(...asked, '--report', 'single')).toMatchObject({ status: 1 });
    const said = await run.conic('init', '--on', 'slurm', '--shards', '16', '--', ...asked, '--report', 'merged');
    const [, submit = ''] = /\nnext:\n {2}(sbatch .*)\n/.exec(said.out) ?? [];
    const cluster = await startSlurm(join(run.folder, 'slurm'));
    const whole = run.run('sh', ['-c', submit], cluster.env);

    await until('a part that is being done', () => partsUnderWay(run.folder).length > 0);
    const [killed] = partsUnderWay(run.folder);
    kill([killed!.id]);
    expect(isDone(killed!.index)).toBe(false);

    await until('a few parts, and others under way', () => parts().length >= 4 && partsUnderWay(run.folder).length > 0);
    const lost = partsUnderWay(run.folder).map(({ index }) => index);
    cluster.killNode();
    expect(partsUnderWay(run.folder)).toEqual([]);
    await until('a node that is missed', () => cluster.state().startsWith('down'));
    cluster.startNode();

    expect(await whole).toMatchObject({ status: 1 });
    for (const index of [killed!.index, ...lost]) expect({ index, done: isDone(index) }).toEqual({ index, done: true });
    expect(parts()).toHaveLength(16);
    run.expectSame('merged', 'single');
    await cluster.stop();
    expect(processesIn(run.folder)).toEqual([]);
  },
  300_000,
);
