import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { conic } from './conic.js';

const model = resolve('examples/models/lenet-bias.onnx');
const images = resolve('examples/fashion-mnist/images');

const mine = `
import { gamma } from 'conic/transformations';
import { labelOf, marginOf, type Image, type Property } from 'conic/core';

const changed = (name: string, change: (image: Image) => Image): Property<Image> => ({
  name,
  claim: name + ' does not change the label',
  needs: ['margins'],
  cases: ({ images }) => images,
  examine: async (image, subject) => {
    const other = change(image);
    const [before, after] = await Promise.all([subject.scores(image), subject.scores(other)]);
    const margin = marginOf(after, labelOf(before));
    if (margin > 0) return { kind: 'held', margin };
    const views = [{ title: 'original', image, scores: before }, { title: name, image: other, scores: after }];
    return { kind: 'violated', margin, why: name + ' changes the label', views };
  },
});

export const dimmed = changed('dimmed', (image) => image.times(0.01));
export const bent = changed('bent', (image) => gamma.apply(image, 3));
`;

let folder = '';
const run = (...args: readonly string[]) => conic(args, { cwd: folder });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'conic-own-'));
  writeFileSync(join(folder, 'mine.ts'), mine);
  const config = {
    model,
    images: { path: images, limit: 60 },
    seed: 1,
    ownProperties: ['mine.ts'],
    properties: { bent: { rate: { atMost: 0.01 } } },
    report: 'gate',
    baseline: false,
  };
  writeFileSync(join(folder, 'conic.config.json'), JSON.stringify(config));
  writeFileSync(
    join(folder, 'conic.config.ts'),
    `import { dimmed } from './mine.ts';
    export default { model: ${JSON.stringify(model)}, images: ${JSON.stringify(images)}, seed: 1, ownProperties: [dimmed],
      properties: { dimmed: { noneViolated: true, cases: 50 } }, baseline: false };`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The line to paste of what a command said, as its arguments. */
const again = (said: string): readonly string[] => {
  const [, , ...args] = (/again: (.*)/.exec(said)?.[1] ?? '').replaceAll("'", '').split(' ');
  return args;
};
const changes = (said: string) => /( {2}bent: .*) {2}\[/.exec(said)?.[1];

describe('a property of the user’s own', () => {
  test('is checked by its module, blames no bias where it is no scalar, is kept, replays and comes again', async () => {
    const first = await run('check', model, '--images', images, '--property', './mine.ts', '--seed', '1');
    expect(first).toMatchObject({ status: 1, err: '' });
    expect(first.out).toMatch(/dimmed: dimmed does not change the label\n(?: .*\n)* {2}cause: network; .*\n {4}conv1/);
    expect(first.out).toMatch(/bent: bent does not change the label\n(?: .*\n)* {2}cause: unknown; .*no part of the/);
    const args = again(first.out);
    expect(args).toContain('mine.ts#bent');
    const second = await run(...args);
    expect(second.status).toBe(1);
    expect(changes(second.out)).toBe(changes(first.out));
    const replayed = await run('replay', '--model', model, '--property', './mine.ts');
    expect(replayed.out).toMatch(/STILL FAILING(.|\n)*STILL FAILING/i);
    expect(replayed.status).toBe(1);
    // Without the module nobody can try them.
    const untried = await run('replay', '--model', model);
    expect(untried.out + untried.err).toContain('Name the module that has it, as in --property ./mine.ts');
  });

  test('has limits in the gate, by its module, and its finding comes again', async () => {
    const { status, out } = await run('gate', '--config', 'conic.config.json');
    expect(status).toBe(1);
    const report: unknown = JSON.parse(readFileSync(join(folder, 'gate/report.json'), 'utf8'));
    expect(report).toMatchObject({ verdict: 'fail', results: [{ property: 'bent', module: 'mine.ts' }] });
    const args = again(out);
    expect(args.slice(0, 2)).toEqual(['check', expect.stringContaining('lenet-bias.onnx')]);
    expect(args).toContain('mine.ts#bent');
    expect((await run(...args)).status).toBe(1);
  });

  test('stands in the configuration itself, where only the gate can try it again', async () => {
    const { status, out } = await run('gate', '--config', 'conic.config.ts');
    expect(status).toBe(1);
    expect(again(out)).toEqual(['gate', '--config', 'conic.config.ts', '--seed', '1']);
  });

  test.each([
    ['export default () => 1;', 'wrong.js: found a function; expected a property'],
    [
      'export default { name: "x", claim: "y", cases: () => 1, examine: () => 1 };',
      'needs is missing; expected a list',
    ],
    ['export {};', 'wrong.js: found no export; expected a property: export default'],
    ['throw new Error("broken");', 'wrong.js: found an error while running it (broken)'],
    [
      'export default { name: "scalar-invariance", claim: "y", needs: [], cases: () => 1, examine: () => 1 };',
      'found "scalar-invariance", which the catalogue has already',
    ],
  ])('that is wrong is told what to write: %s', async (content, message) => {
    writeFileSync(join(folder, 'wrong.js'), content);
    const { status, err } = await run('check', model, '--property', './wrong.js');
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(message) });
  });
});
