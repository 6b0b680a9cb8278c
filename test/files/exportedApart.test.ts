import { afterAll, afterEach, expect, test } from '@jest/globals';
import { exportedApart } from '../../src/files/exportedApart.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
afterEach(() => void delete process.env['CONIC_TEST_SET']);

const exported = (text: string, seconds?: number): Promise<unknown> =>
  exportedApart(files.write('a.mjs', text), { file: 'a.mjs', expected: 'a value' }, seconds);

test('what is plain comes as it is, and with it what the environment is told', async () => {
  expect(await exported('process.env.CONIC_TEST_SET = "1"; export default { a: [1, undefined, NaN] };')).toEqual({
    a: [1, undefined, NaN],
  });
  expect(process.env['CONIC_TEST_SET']).toBe('1');
  expect(await exported('export const other = 1;')).toBeUndefined();
});

test('what holds code comes as well', async () => {
  const value = await exported('export default { answer: () => 42 };');
  expect(value).toEqual({ answer: expect.any(Function) });
});

test.each([
  ['process.reallyExit(0);', 'the end of the process (status 0) while running it'],
  ['process.kill(process.pid, "SIGKILL");', 'the end of the process (SIGKILL) while running it'],
  ['process.abort();', 'the end of the process (SIGABRT) while running it'],
  ['process.on("exit", () => process.reallyExit(0)); process.exit(1);', 'a call of process.exit(1)'],
  ['setTimeout(() => { throw new Error("late") }); await new Promise(() => {});', 'an error while running it (late)'],
  ['export default { get a() { throw new Error("no luck") } };', 'an error while reading its values (no luck)'],
  ['export default { get a() { process.exit(0) } };', 'the end of the process (status 0)'],
])('%s', async (text, found) => {
  await expect(exported(text)).rejects.toThrow(`a.mjs: found ${found}`);
});

test('code that never waits is given up', async () => {
  await expect(exported('for (;;);', 2)).rejects.toThrow('a.mjs: found no end after 2 seconds of running it');
});

test('what ends or throws after it has exported its value has exported it', async () => {
  expect(await exported('setTimeout(() => process.exit(0)); export default 1;')).toBe(1);
  expect(await exported('setInterval(() => 0, 1000); export default 2;')).toBe(2);
});
