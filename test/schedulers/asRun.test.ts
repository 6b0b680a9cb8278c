import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asRun } from './asRun.js';
import { shardedFolder } from './shardedFolder.js';

// Each file is parsed, and what it has a shell do is done, as its scheduler does it. What only a scheduler does (to start parts, to wait, to
// do again what was killed) is tested with real ones in `engines/`.

const folders: ReturnType<typeof shardedFolder>[] = [];
const folder = (instead?: string) => {
  const made = shardedFolder(instead);
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach(({ remove }) => remove()));

const asked = ['--images', 'images', '--limit', '10', '--cases', '20', '--seed', '5', '--measure', '--read-only'];
const check = ['check', 'model.onnx', ...asked, '--property', 'scalar-invariance'];
const single = folder();
beforeAll(async () => {
  expect(await single.conic(...check, '--report', 'single')).toMatchObject({ status: 1, err: '' });
});

describe.each(Object.entries(asRun))('files for %s', (engine, { part, merge }) => {
  test('do a run in parts that is the single run, and merge it', async () => {
    const written = await single.conic('init', '--on', engine, '--shards', '2', '--', ...check, '--report', engine);
    expect(written).toMatchObject({
      status: 0,
      err: '',
      out: expect.stringMatching(/^wrote conic-.*\nnext:\n {2}\S/s),
    });
    for (const index of [2, 1]) {
      const { program, args, env } = part(index, single.read);
      // What was found is for the merge to say.
      expect(await single.run(program, args, env)).toMatchObject({ status: 0, err: '' });
    }
    const { program, args, env } = merge(single.read);
    expect(await single.run(program, args, env)).toMatchObject({ status: 1, err: '' });
    single.expectSame(engine, 'single');
  });

  const says = `#!/bin/sh
for word; do printf '%s\\n' "$word"; done
echo asked to stay away >&2
[ "$WRITES" = yes ] && mkdir -p 'my $(parts)' && : > 'my $(parts)/check-2-of-3.part.json'
exit "$STATUS"
`;
  const odd = ["it's", '$(STATUS)', '$$x', '`ls`', '${{ secrets.token }}', 'a "b" \\c', '$STATUS', 'é*'];
  const { conic, run, read } = folder(says);

  test('hand on every word as it was typed, and have the merge say what became of the report', async () => {
    const words = [...check, ...odd, '--report', 'a $(b)', '--parts', 'my $(parts)', '--json'];
    expect(await conic('init', '--on', engine, '--shards', '3', '--', ...words)).toMatchObject({ status: 0 });
    const doing = part(2, read);
    const done = await run(doing.program, doing.args, { ...doing.env, STATUS: '0' });
    const words2 = [...check, ...odd, '--parts', 'my $(parts)', '--shard', 'auto'];
    expect(done).toMatchObject({ status: 0, out: `${words2.join('\n')}\n` });
    const merging = merge(read);
    const merged = await run(merging.program, merging.args, { ...merging.env, STATUS: '3' });
    expect(merged).toMatchObject({ status: 3, out: 'merge\nmy $(parts)\n--report\na $(b)\n--read-only\n--json\n' });
  });

  test.each([
    { status: 0, writes: 'yes', ends: 0 },
    { status: 1, writes: 'yes', ends: 0 },
    { status: 3, writes: 'yes', ends: 0 },
    { status: 2, writes: 'no', ends: 2 },
    { status: 137, writes: 'no', ends: 137 },
  ])('a part that ends with $status (written: $writes) ends its task with $ends', async ({ status, writes, ends }) => {
    const { program, args, env } = part(2, read);
    const task = { ...env, STATUS: String(status), WRITES: writes };
    expect(await run(program, args, task)).toMatchObject({ status: ends });
  });

  test('a part that found something and is not there has not been done', async () => {
    const { program, args, env } = part(1, read);
    expect(await run(program, args, { ...env, STATUS: '3', WRITES: 'no' })).toMatchObject({ status: 3 });
    expect(await run(program, args, { ...env, STATUS: '1', WRITES: 'no' })).toMatchObject({ status: 1 });
  });
});
