import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { assertSameRun, Journal, readJournal } from '../../src/files/journal.js';
import { huntJournal } from '../../src/hunt/journal.js';
import type { HuntRecord } from '../../src/hunt/record.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);

const record = (index: number): HuntRecord => ({
  index,
  image: `image ${index}\u2028"<é>`,
  label: 'a',
  margin: 0.1 + index / 3,
  outcome: 'unflipped',
  clear: { min: 1e-4, max: 1e4, scalars: 31, apart: 2 },
  stretches: [{ min: 1e-4, max: 1e4, label: 'a' }],
  homogeneous: false,
  evaluations: 31,
});

async function written(name: string, count: number): Promise<string> {
  const path = join(files.folder, name);
  const journal = await Journal.begin(path, huntJournal, 10, { model: 'm' });
  for (let i = 0; i < count; i++) await journal.add([record(i)]);
  await journal.close();
  return path;
}

test('what is written is read again, to the last digit', async () => {
  const path = await written('whole', 3);
  expect(await readJournal(path, huntJournal)).toMatchObject({
    images: 10,
    identity: { model: 'm' },
    records: [record(0), record(1), record(2)],
  });
});

test('wherever a line is torn, the whole ones are read and go on', async () => {
  const path = await written('torn', 2);
  const bytes = readFileSync(path);
  const second = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
  for (let length = second; length < bytes.length; length += 7) {
    writeFileSync(path, bytes);
    truncateSync(path, length);
    const kept = await readJournal(path, huntJournal);
    expect(kept?.records).toEqual([record(0)]);
    const journal = await Journal.resume(path, kept!);
    await journal.add([record(1)]);
    await journal.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
  }
});

test('zeros or another record after the last whole line end it', async () => {
  const path = await written('odd', 2);
  appendFileSync(path, Buffer.alloc(100));
  expect((await readJournal(path, huntJournal))?.records).toHaveLength(2);
  const gap = await written('gap', 2);
  appendFileSync(gap, `${JSON.stringify(record(5))}\n`);
  expect((await readJournal(gap, huntJournal))?.records).toHaveLength(2);
});

test('none, an empty one and something else', async () => {
  expect(await readJournal(join(files.folder, 'none'), huntJournal)).toBeUndefined();
  const empty = join(files.folder, 'empty');
  writeFileSync(empty, '{"schema":"conic.hunt-jour');
  expect(await readJournal(empty, huntJournal)).toBeUndefined();
  const other = join(files.folder, 'other');
  writeFileSync(other, '{"a":1}\n');
  await expect(readJournal(other, huntJournal)).rejects.toThrow('expected the journal of a hunt');
});

test('another model or other settings are named', async () => {
  const kept = await readJournal(await written('same', 0), huntJournal);
  expect(() => assertSameRun(kept!, { model: 'm' }, 'out', huntJournal)).not.toThrow();
  expect(() => assertSameRun(kept!, { model: 'n' }, 'out', huntJournal)).toThrow('model (m, now n)');
  expect(() => assertSameRun(kept!, { model: 'm', scalars: '1..2' }, 'out', huntJournal)).toThrow(
    'scalars (none, now 1..2)',
  );
});
