import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kill, partsUnderWay, until } from './processes.js';
import { sixteenParts } from './sixteenParts.js';
import { isSlurmThere, startSlurm } from './slurmCluster.js';

const { folder, run, parts, isDone, begin, expectWhole } = sixteenParts();

(isSlurmThere ? test : test.skip)(
  'sixteen parts on Slurm, of which one is killed and others go down with their node, are the single run',
  async () => {
    const { next, status } = await begin('slurm');
    expect({ next, status }).toEqual({ next: expect.stringMatching(/^sbatch /), status: 1 });
    const cluster = await startSlurm(join(folder, 'slurm'));
    const whole = run('sh', ['-c', next], cluster.env);

    await until('a part that is being done', () => partsUnderWay(folder).length > 0);
    const killed = partsUnderWay(folder)[0]!;
    kill([killed.id]);
    expect(isDone(killed.index)).toBe(false);

    await until('a few parts, and others under way', () => parts().length >= 4 && partsUnderWay(folder).length > 0);
    const lost = partsUnderWay(folder).map(({ index }) => index);
    await cluster.killNode();
    expect(partsUnderWay(folder)).toEqual([]);
    await until('a node that is missed', () => cluster.state().startsWith('down'));
    cluster.startNode();

    expect(await whole).toMatchObject({ status, err: expect.not.stringContaining('error') });
    await cluster.stop();
    expectWhole([killed.index, ...lost]);
  },
  300_000,
);
