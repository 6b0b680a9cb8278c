import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { kill, partsUnderWay, until } from './processes.js';
import { isRayThere, rayPython, startRay } from './rayCluster.js';
import { sixteenParts } from './sixteenParts.js';

const { folder, run, parts, isDone, begin, expectWhole } = sixteenParts();

(isRayThere ? test : test.skip)(
  'sixteen parts on two nodes of Ray, of which one is killed and one goes down with its node, are the single run',
  async () => {
    const { next, status } = await begin('ray');
    expect({ next, status }).toEqual({ next: 'python conic-shards.ray.py', status: 1 });
    const place = join(folder, 'ray');
    mkdirSync(place);
    const cluster = await startRay(place);
    const whole = run(rayPython, ['conic-shards.ray.py'], cluster.env);

    await until('a part that is being done', () => partsUnderWay(folder).length > 0);
    const killed = partsUnderWay(folder)[0]!;
    kill([killed.id]);
    expect(isDone(killed.index)).toBe(false);

    const onNode = () => {
      const there = cluster.onNode();
      return partsUnderWay(folder).filter(({ id }) => there.includes(id));
    };
    await until('a few parts, and one under way on the second node', () => parts().length >= 4 && onNode().length > 0);
    const lost = onNode().map(({ index }) => index);
    cluster.killNode();
    expect(onNode()).toEqual([]);
    await cluster.startNode();

    expect(await whole).toMatchObject({ status });
    await cluster.stop();
    expectWhole([killed.index, ...lost]);
  },
  300_000,
);
