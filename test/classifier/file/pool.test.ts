import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from '@jest/globals';
import { WorkerPool } from '../../../src/classifier/file/pool.js';
import { startProcess } from '../../../src/classifier/file/workerProcess.js';
import { startThread } from '../../../src/classifier/file/workerThread.js';
import { ClassifierError, CrashedClassifierError } from '../../../src/errors.js';
import { temporaryFiles } from '../../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

describe.each([
  ['threads', startThread],
  ['processes', startProcess],
] as const)('a pool of %s', (kind, start) => {
  const script = files.write(
    'worker.mjs',
    `import { parentPort } from 'node:worker_threads';
     import { writeSync } from 'node:fs';
     parentPort.on('message', (message) => {
       if (message.request === 'die') process.exit(1);
       if (message.request === 'abort') {
         writeSync(2, '\\nfree(): invalid pointer\\nat a stack\\n');
         process.kill(process.pid, 'SIGABRT');
         for (;;);
       }
       if (message.request === 'carried') return parentPort.postMessage(message.carried.map(String).join('; '));
       if (message.request === 'throw') throw new Error('a mistake');
       if (message.request === 'dropped?') return parentPort.postMessage(String(Atomics.load(message.dropped, 0)));
       if (message.request === 'slow') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
       if (message.request === 'stuck') for (;;);
       if (message.request !== 'silence') parentPort.postMessage(message.request);
     });`,
  );
  const poolOf = (workers: number, greeting = 'hello', timeLimit = 60_000) =>
    new WorkerPool<string, string>({
      start,
      script: pathToFileURL(script),
      workerData: undefined,
      workers: () => workers,
      greeting,
      accepts: (reply) => reply === 'hello',
      lost: (why) => new ClassifierError({ where: 'pool', found: why, expected: 'an answer' }),
      crashed: (why) => new CrashedClassifierError({ where: 'pool', found: why, expected: 'an answer' }),
      timeLimit,
      late: () => new ClassifierError({ where: 'pool', found: 'nothing in time', expected: 'an answer' }),
      patience: 50,
    });

  test('fails the job of a worker that dies, and goes on with the others', async () => {
    const pool = poolOf(2);
    expect(await pool.open()).toBe('hello');
    const results = await Promise.allSettled(['die', 'b', 'c', 'd'].map((message) => pool.run(message)));
    expect(results[0]).toMatchObject({
      reason: { message: 'pool: found its worker thread ended; expected an answer.' },
    });
    expect(results.slice(1)).toEqual(['b', 'c', 'd'].map((value) => ({ status: 'fulfilled', value })));
    await pool.close('closed');
  });

  test('says what is wrong where the script of a worker throws', async () => {
    const pool = poolOf(1);
    await pool.open();
    const thrown = await pool.run('throw').catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(CrashedClassifierError);
    expect(thrown).toMatchObject({
      message: expect.stringContaining('pool: found its worker thread failed: a mistake'),
    });
    await pool.close('closed');
  });

  test(`${kind === 'threads' ? 'fails' : 'does'} what waits when the last worker dies`, async () => {
    const pool = poolOf(1);
    await pool.open();
    const results = await Promise.allSettled(['die', 'b', 'c'].map((message) => pool.run(message)));
    const then = kind === 'threads' ? 'rejected' : 'fulfilled';
    expect(results.map(({ status }) => status)).toEqual(['rejected', then, then]);
    if (kind === 'threads') await expect(pool.run('e')).rejects.toThrow('pool: found its worker thread ended');
    else expect(await pool.run('e')).toBe('e');
    await pool.close('closed');
  });

  test('carries the same to every worker, as often as it is told', async () => {
    const pool = poolOf(2);
    await pool.open();
    const things = Array.from({ length: 12 }, (_, i) => [Uint8Array.of(i, 2), Float32Array.of(0.5, i)].map(shared));
    for (const which of [0, 0, 1, 5, 6, 7, 8, 9, 0, 11, 1])
      expect(await Promise.all([1, 2, 3, 4].map(() => pool.run('carried', { carried: things[which]! })))).toEqual(
        Array.from({ length: 4 }, () => `${which},2; 0.5,${which}`),
      );
    await pool.close('closed');
  });

  test('fails what waits when it is closed', async () => {
    const pool = poolOf(1);
    await pool.open();
    const waiting = Promise.allSettled(['silence', 'b'].map((message) => pool.run(message)));
    await pool.close('closed');
    for (const result of await waiting) expect(result).toMatchObject({ reason: { message: /found closed/ } });
  });

  test('tells a worker of jobs that nobody waits for any more', async () => {
    const pool = poolOf(1);
    await pool.open();
    const controller = new AbortController();
    const answers = [
      pool.run('slow'),
      pool.run('dropped?', { signal: controller.signal }),
      pool.run('dropped?'),
      pool.run('dropped?', { signal: controller.signal }),
    ];
    controller.abort();
    expect(await Promise.all([...answers, pool.run('dropped?', { signal: controller.signal })])).toEqual([
      'slow',
      '1',
      '0',
      '1',
      '1',
    ]);
    await pool.close('closed');
  });

  test('gives up a worker that takes too long, and goes on with the others', async () => {
    const pool = poolOf(2, 'hello', 2000);
    await pool.open();
    const results = await Promise.allSettled(['stuck', 'b', 'c', 'd'].map((message) => pool.run(message)));
    expect(results[0]).toMatchObject({ reason: { message: 'pool: found nothing in time; expected an answer.' } });
    expect(results.slice(1)).toEqual(['b', 'c', 'd'].map((value) => ({ status: 'fulfilled', value })));
    await pool.close('closed');
    const never = poolOf(1, 'silence', 200);
    await expect(never.open()).rejects.toThrow('nothing in time');
  });

  test('does not start others when the first is not ready', async () => {
    const pool = poolOf(3, 'no');
    expect(await pool.open()).toBe('no');
    await pool.close('closed');
    const dying = poolOf(1, 'die');
    await expect(dying.open()).rejects.toThrow('its worker thread ended');
  });

  (kind === 'processes' ? test : test.skip)('says of a crash how it came, in the words of what crashed', async () => {
    const pool = poolOf(1);
    await pool.open();
    const results = await Promise.allSettled(['abort', 'b'].map((message) => pool.run(message)));
    expect(results[0]).toMatchObject({
      reason: { message: 'pool: found its process ended by SIGABRT (free(): invalid pointer); expected an answer.' },
    });
    expect(results[1]).toMatchObject({ value: 'b' });
    await pool.close('closed');
  });
});

/** The same numbers where threads share them. */
function shared(values: Uint8Array | Float32Array): Uint8Array | Float32Array {
  const memory = new SharedArrayBuffer(values.byteLength);
  const copy = values instanceof Uint8Array ? new Uint8Array(memory) : new Float32Array(memory);
  copy.set(values);
  return copy;
}
