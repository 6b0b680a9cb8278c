import { afterAll, expect, test } from '@jest/globals';
import { running } from '../../src/files/running.js';
import { conic } from '../cli/conic.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
const file = { file: 'a.mjs', expected: 'a file that exports a configuration' };

test('what comes to an end is given back, and what is thrown is thrown', async () => {
  expect(await running(file, () => Promise.resolve(3))).toBe(3);
  await expect(running(file, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
});

test('what never ends is given up', async () => {
  const never = running(file, () => new Promise(() => undefined), 0.05);
  await expect(never).rejects.toThrow('a.mjs: found no end after 0.05 seconds of running it; expected a file that');
});

// In processes of their own: they would end this one.
test.each([
  ['exits', 'process.exit(0);', 'a call of process.exit(0) while running it'],
  ['exits later', 'await new Promise((done) => setTimeout(done, 20)); process.exit();', 'a call of process.exit()'],
  [
    'exits and catches what comes of it',
    'try { process.exit(0); } catch {}\nexport default { model: "m.onnx" };',
    'a call of process.exit(0)',
  ],
  ['throws and leaves a timer', 'setInterval(() => 0, 1000); throw new Error("no luck");', 'an error while running it'],
  ['rejects', 'export default Promise.reject(new Error("no luck"));', 'an error while running it (no luck)'],
  [
    'rejects where nobody looks',
    'void Promise.reject(new Error("no luck"));\nexport default { model: "m.onnx" };',
    'an error while running it (no luck)',
  ],
])('a configuration that %s is a mistake', async (name, text, found) => {
  const path = files.write(`${name.replaceAll(' ', '-')}.mjs`, text);
  const { status, out, err } = await conic(['gate', '--config', path]);
  expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringContaining(`: found ${found}`) });
  expect(err.trim().split('\n')).toHaveLength(1);
});
