import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { crashesAnEngine, crashesOnGrey, looping } from '../models/smallModels.js';
import { isAlive, startedBy } from '../models/startedProcesses.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { command, conic, expectMistake } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);

const endless = ['check', lenet('zero-bias'), '--cases', '1000000000', '--property', 'scalar-invariance', '--isolate'];

/** Processes are found where Linux tells of them. */
const onLinux = process.platform === 'linux' ? test : test.skip;

/** The workers of a command, once there are some and they have been at it for some time. */
async function workersOf({ pid }: ChildProcess, milliseconds = 1000): Promise<readonly number[]> {
  for (;;) {
    const workers = startedBy(pid);
    if (workers.length > 0) {
      await wait(milliseconds);
      return workers;
    }
    await wait(20);
  }
}

async function expectGone(pids: readonly number[]): Promise<void> {
  expect(pids).not.toEqual([]);
  for (let tries = 0; tries < 250 && pids.some(isAlive); tries++) await wait(20);
  expect(pids.filter(isAlive)).toEqual([]);
}

(crashesAnEngine ? test : test.skip)('a crash of the engine is an error that names the images', async () => {
  const model = files.write('crash.onnx', crashesOnGrey());
  const run = ['check', model, '--cases', '300', '--seed', '1', '--property', 'scalar-invariance'];
  const crashed = await conic([...run, '--isolate']);
  expect(crashed.err).toMatch(
    /^conic: .*crash\.onnx: found its process ended by SIGFPE for constant [\d.]+ and \d+ more; expected scores\. To see which image it is, ask about one at a time: --batch-limit 1\.\n$/,
  );
  expect(crashed).toMatchObject({ status: 2, out: '' });
  const one = await conic([...run, '--isolate', '--batch-limit', '1']);
  expect(one.err).toMatch(/^conic: .*crash\.onnx: found its process ended by SIGFPE for [^;]+; expected scores\.\n$/);
  expect(one).toMatchObject({ status: 2, out: '' });
  // Without, it is the end of everything.
  expect(await conic(run)).toMatchObject({ status: null, signal: 'SIGFPE' });
});

test('native code that never ends is ended, and the images are named', async () => {
  const model = files.write('loop.onnx', looping(2n ** 62n));
  const said = await conic(['check', model, '--cases', '10', '--model-timeout', '5', '--workers', '1', '--isolate']);
  expect(said.err).toMatch(
    /^conic: .*loop\.onnx: found no answer after 5 seconds for a black image; expected scores\. Wait/,
  );
  expect(said.err).not.toContain('--isolate');
  expect(said).toMatchObject({ status: 2, signal: null, out: '' });
});

test('the report is the same as without, but for times', async () => {
  const reported = async (...flags: string[]): Promise<string> => {
    const run = ['check', lenet('bias'), '--images', samples, '--cases', '6000', '--seed', '7', ...flags];
    const properties = [
      '--property',
      'scalar-invariance',
      '--property',
      'gamma',
      '--property',
      'zero-image-uniformity',
    ];
    const report = join(files.folder, `report${flags.join('')}`);
    expect((await conic([...run, ...properties, '--report', report])).status).toBe(1);
    return readFileSync(join(report, 'report.json'), 'utf8')
      .replaceAll(/"durationMs": [\d.]+/g, '"durationMs": 0')
      .replace(' --isolate"', '"');
  };
  const isolated = await reported('--isolate');
  expect(isolated).toContain('"durationMs": 0');
  expect(isolated).toBe(await reported());
});

test.each([
  [
    'a server',
    () => 'oip+http://127.0.0.1:9/v2/models/m',
    'none for oip+http://127.0.0.1:9/v2/models/m, which runs behind a server',
  ],
  ['a module', () => files.write('grey.mjs', 'export default () => [[0, 1]];'), 'a function, which has no use for it'],
])('%s has no use for it', async (_, model, message) => {
  await expectMistake([model(), '--isolate'], message);
});

describe('workers of a command', () => {
  onLinux('that are killed are an error', async () => {
    const killed = (delay: number) =>
      conic(endless, {
        meanwhile: (child) => void workersOf(child, delay).then(([worker = 0]) => process.kill(worker, 'SIGKILL')),
      });
    let delay = 1000;
    let said = await killed(delay);
    while (said.err.includes('while it loaded the model')) said = await killed((delay *= 2));
    const { status, out, err } = said;
    expect(err).toMatch(/lenet-zero-bias\.onnx: found its process ended by SIGKILL for .+; expected scores\./);
    expect({ status, out }).toEqual({ status: 2, out: '' });
  });

  onLinux('end with it when it is killed, also in native code', async () => {
    const loop = ['check', files.write('endless.onnx', looping(2n ** 62n)), '--isolate'];
    for (const run of [endless, loop]) {
      let workers: readonly number[] = [];
      const kill = async (child: ChildProcess): Promise<void> => {
        workers = await workersOf(child);
        child.kill('SIGKILL');
      };
      const { signal } = await conic(run, { meanwhile: (child) => void kill(child) });
      expect(signal).toBe('SIGKILL');
      await expectGone(workers);
    }
  });

  onLinux('leave it to end with what it has when the terminal interrupts all of them', async () => {
    const interrupted = async (delay: number) => {
      const child = spawn(process.execPath, [command, ...endless], {
        cwd: files.folder,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (part: Buffer) => out.push(part));
      child.stderr.on('data', (part: Buffer) => err.push(part));
      const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
      const workers = await workersOf(child, delay);
      process.kill(-child.pid!, 'SIGINT');
      return { status: await ended, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString(), workers };
    };
    let delay = 1000;
    let said = await interrupted(delay);
    // Before the run there is nothing to keep, and the signal ends the process.
    while (said.err === '') said = await interrupted((delay *= 2));
    expect(said.err).toBe('conic: stopping with what there is; Ctrl-C again ends at once\n');
    expect(said.status).toBe(3);
    expect(said.out).toMatch(/inconclusive: stopped after \d+ of 1000000000 cases without/);
    await expectGone(said.workers);
  });
});
