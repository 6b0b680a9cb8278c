import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';
import { samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const place = (name: string): string => join(files.folder, name);
const mlp = resolve('examples/models/mlp-bias.onnx');

/** Without what two runs never share. */
const lasting = (json: string): string =>
  json
    .replaceAll(/"durationMs": ?[\d.e+-]+/g, '"durationMs": 0')
    .replace(/"environment": \{[^}]*\}/, '"environment": {}');

test.each([
  ['ray', ['--ray', '--limit', '5', '--scalars', '0.5..']],
  ['region', ['--region', '2', '--limit', '40']],
])(
  'certificates of %ss in three parts, merged, are those of the single run',
  async (kind, told) => {
    const run = ['certify', mlp, '--images', samples, ...told];
    const [single, merged, parts] = [`${kind}-single`, `${kind}-merged`, `${kind}-parts`].map(place);
    const whole = await conic([...run, '--report', single!]);
    for (const shard of ['3/3', '1/3', '2/3']) {
      const part = await conic([...run, '--shard', shard, '--parts', parts!]);
      expect(part).toMatchObject({ err: '', out: expect.stringMatching(/part \d of 3\n {2}\d+ certificates: \w+\n/) });
    }
    const both = await conic(['merge', parts!, '--report', merged!]);
    expect(both).toMatchObject({ status: whole.status, err: '' });
    expect(readdirSync(merged!).toSorted()).toEqual(readdirSync(single!).toSorted());
    const [is, was] = [merged, single].map((folder) => lasting(readFileSync(join(folder!, 'report.json'), 'utf8')));
    expect(is).toBe(was);
    for (const name of readdirSync(single!).filter((one) => /\.(svg|png)$/.test(one)))
      expect(readFileSync(join(merged!, name)).equals(readFileSync(join(single!, name)))).toBe(true);
  },
  120_000,
);

test('a certificate by structure has no parts', async () => {
  const { status, err } = await conic(['certify', mlp, '--shard', '1/2']);
  expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('--shard: found "1/2"; expected none') });
});
