import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { lock } from '../../../src/report/folder/lock.js';

const folder = mkdtempSync(join(tmpdir(), 'conic-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process that waits for a line, tries to take the place, says whether it could, and holds it until its input ends. */
function contender(place: string) {
  const program = `
    const { lock } = require(${JSON.stringify(resolve('dist/cjs/src/report/folder/lock.js'))});
    process.stdin.once('data', () =>
      lock(${JSON.stringify(place)}).then(() => console.log('mine'), () => console.log('taken')));
    console.log('ready');`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const said: string[] = [];
  const hears = (count: number): Promise<void> =>
    new Promise((done) => {
      const look = (): void => void (said.length >= count && done());
      child.stdout.on('data', (text: Buffer) => {
        said.push(...text.toString().trim().split('\n'));
        look();
      });
      look();
    });
  return { child, said, hears };
}

test('of several processes that find what a dead one left one gets it', async () => {
  for (let round = 0; round < 3; round++) {
    const place = join(folder, `report-${round}`);
    // No process has such a number.
    writeFileSync(join(folder, `.report-${round}.lock`), '4194999');
    const all = Array.from({ length: 4 }, () => contender(place));
    await Promise.all(all.map(({ hears }) => hears(1)));
    const answered = all.map(({ hears }) => hears(2));
    for (const { child } of all) child.stdin.write('go\n');
    await Promise.all(answered);
    expect(all.filter(({ said }) => said[1] === 'mine')).toHaveLength(1);
    for (const { child } of all) child.kill();
  }
});

test('what somebody else has taken meanwhile is not released', async () => {
  const taken = await lock(join(folder, 'mine'));
  writeFileSync(join(folder, '.mine.lock'), String(process.ppid));
  await taken.release();
  expect(readdirSync(folder)).toContain('.mine.lock');
});

test('a process of the same number that began at another time is another one', async () => {
  const place = join(folder, 'again');
  const left = join(folder, '.again.lock');
  // Our parent is alive, and did not begin with the machine.
  writeFileSync(left, `${process.ppid}\n1b4e28ba\n1\n`);
  if (existsSync('/proc/self/stat')) await (await lock(place)).release();
  // Where nothing is said of that, the number alone counts.
  writeFileSync(left, `${process.ppid}\n1b4e28ba\n`);
  await expect(lock(place)).rejects.toThrow(`another run that is going to write there (process ${process.ppid})`);
});

/** Something that a process left that was killed nearly ten seconds ago: long enough soon. */
const leave = (name: string, content: string): void => {
  writeFileSync(join(folder, name), content);
  const then = Date.now() / 1000 - 9.5;
  utimesSync(join(folder, name), then, then);
};

test('one that says nothing, of a run that was killed a moment ago, is taken over by the next one', async () => {
  leave('.killed.lock', '');
  await (await lock(join(folder, 'killed'))).release();
});

test('so is that of a run that was killed while it took over another', async () => {
  writeFileSync(join(folder, '.twice.lock'), '4194999');
  leave('.twice.lock.taking', '4194998');
  await (await lock(join(folder, 'twice'))).release();
});

test('it is there whole, and nothing beside it; and the second waits for nothing', async () => {
  const held = await lock(join(folder, 'whole'));
  const [first] = readFileSync(join(folder, '.whole.lock'), 'utf8').split('\n');
  expect(first).toBe(String(process.pid));
  await expect(lock(join(folder, 'whole'))).rejects.toThrow(`(process ${process.pid})`);
  expect(readdirSync(folder).filter((name) => name.includes('whole'))).toEqual(['.whole.lock']);
  await held.release();
  expect(readdirSync(folder).filter((name) => name.includes('whole'))).toEqual([]);
});
