import { readFileSync, mkdirSync, cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic } from './conic.js';

// The commonest mistake with every tool of this kind, as a user makes it: the shipped LeNet, fed with the wrong numbers.

const files = temporaryFiles();
afterAll(files.remove);
const model = resolve('examples/models/lenet-zero-bias.onnx');
const biased = resolve('examples/models/lenet-bias.onnx');
const images = resolve('examples/fashion-mnist/images');
const at = (name: string): string => join(files.folder, name);
const run = [
  '--property',
  'scalar-invariance',
  '--cases',
  '30',
  '--seed',
  '1',
  '--scalars',
  '0.9..1',
  '--workers',
  '1',
];

beforeAll(() => {
  mkdirSync(at('renamed'));
  for (const [folder, as] of [
    ['coat', 'coats'],
    ['bag', 'bag'],
  ] as const)
    cpSync(join(images, folder), join(at('renamed'), as), { recursive: true });
});

describe('conic check', () => {
  test('is inconclusive of a model that is fed wrongly, and says what mends it; with that it holds', async () => {
    const wrong = await conic(['check', model, '--images', images, '--mean', '5', ...run, '--report', at('out')]);
    expect(wrong.status).toBe(3);
    expect(wrong.out).toContain(
      '\n\nnote: 0.10 of 200 images get the label that the folder says, which is what guessing gives: the model is probably not fed as it was trained. --range 0,1 --mean 0 --std 1 gives 0.89. If it is meant: --allow-chance.\n',
    );
    expect(wrong.out.trimEnd().split('\n').at(-1)).toMatch(
      /^inconclusive: 0\.10 of 200 images get the label .* the model is probably not fed as it was trained {2}\(seed 1\)$/,
    );
    const report: unknown = JSON.parse(readFileSync(at('out/report.json'), 'utf8'));
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      misfed: { labelled: 200, correct: 20, remedy: { options: { range: [0, 1], mean: 0, std: 1 } } },
      results: [{ verdict: 'inconclusive', reason: 'at chance' }],
    });
    for (const name of ['summary.md', 'report.html', 'junit.xml'])
      expect(readFileSync(at(`out/${name}`), 'utf8')).toContain('probably not fed as it was trained');
    const mended = ['--mean', '5', '--range', '0,1', '--mean', '0', '--std', '1'];
    const right = await conic(['check', model, '--images', images, ...mended, ...run]);
    expect([right.status, right.out.includes('not fed')]).toEqual([0, false]);
  });

  test('holds where that is meant', async () => {
    const { status, out } = await conic(['check', model, '--images', images, '--mean', '5', '--allow-chance', ...run]);
    expect([status, out.includes('no better than guessing')]).toEqual([0, true]);
  });

  test('says both of a violation', async () => {
    const { status, out } = await conic([
      'check',
      biased,
      '--images',
      images,
      '--range',
      '0,0.001',
      ...run,
      '--property',
      'zero-image-uniformity',
    ]);
    expect(status).toBe(1);
    expect(out).toMatch(/\nviolated: zero-image-uniformity; but 0\.10 of 200 images get the label/);
  });

  test('holds for made images among those of a folder too', async () => {
    const { status } = await conic(['check', model, '--images', images, '--synthetic', '--mean', '5', ...run]);
    expect(status).toBe(3);
  });

  test('names folders that are no labels, with labels that are called nearly so', async () => {
    const { out } = await conic(['check', model, '--images', at('renamed'), ...run]);
    expect(out).toContain(
      'note: No label of the model is called "coats" (close: coat): of 20 images nobody can say whether their label is right. Rename the folder, or pass --labels FILE.',
    );
    expect(out).toMatch(/Accuracy on 20 labelled images is (0\.9|1\.0)/);
  });

  test('shows the truth beside a counterexample, in every form', async () => {
    const { out } = await conic([
      'check',
      biased,
      '--images',
      images,
      ...run,
      '--scalars',
      '0.01..1',
      '--report',
      at('shown'),
    ]);
    const [, truth = ''] = /counterexample: \S.* became .*?; the folder says ([\w -]+)  \(/.exec(out) ?? [];
    expect(truth).not.toBe('');
    expect(JSON.parse(readFileSync(at('shown/report.json'), 'utf8'))).toMatchObject({
      results: [
        { counterexample: { truth: { label: truth, by: 'the folder' }, views: [{ truth: { label: truth } }, {}] } },
      ],
    });
    for (const name of ['summary.md', 'report.html', 'junit.xml'])
      expect(readFileSync(at(`shown/${name}`), 'utf8').replaceAll('\\', '')).toContain(`the folder says ${truth}`);
  });
});

test('conic hunt notes what brings accuracy back, and has the truth of the worst images', async () => {
  const limit = ['--limit', '20', '--workers', '1'];
  const wrong = await conic(['hunt', model, '--images', images, '--out', at('hunted'), '--mean', '5', ...limit]);
  expect(wrong.out).toContain('That is no better than guessing. --range 0,1 --mean 0 --std 1 gives ');
  const right = await conic(['hunt', biased, '--images', images, '--out', at('flipped'), ...limit]);
  expect(right.out).toMatch(/worst images +truth +label +becomes/);
  const hunted: unknown = JSON.parse(readFileSync(at('flipped/hunt.json'), 'utf8'));
  const first: unknown = expect.objectContaining({ truth: { label: 'ankle boot', by: 'the folder' } });
  expect(hunted).toMatchObject({ results: expect.arrayContaining([first]) });
  expect(readFileSync(at('flipped/junit.xml'), 'utf8')).toMatch(/becomes .*; the folder says /);
});
