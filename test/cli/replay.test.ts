import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openModel } from '../../src/classifier/openModel.js';
import { Subject } from '../../src/classifier/subject.js';
import { image as plainImage } from '../../src/image/image.js';
import { sizeOf } from '../../src/image/shape.js';
import { reportSchema } from '../../src/report/documents/check.js';
import { openStore } from '../../src/store/store.js';
import { sums, sumsThen } from '../models/smallModels.js';
import { weights } from '../models/onnxFile.js';
import { temporaryFiles } from '../models/temporaryFiles.js';
import { conic, type Circumstances } from './conic.js';
import { lenet, samples } from './hostileModels.js';

const files = temporaryFiles();
afterAll(files.remove);
const at = (...names: string[]): string => join(files.folder, ...names);

const checkArgs = ['check', lenet('bias'), '--images', samples, '--seed', '7', '--cases', '50'];
const one = ['--property', 'scalar-invariance'];
const everything = (folder: string): readonly string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted() : [];
const json = async (args: readonly string[], circumstances?: Circumstances) => {
  const { status, out, err } = await conic([...args, '--json'], circumstances);
  return { status, err, ...JSON.parse(out) };
};

/** The rest of what a spec says. */
const taken = { layout: 'nchw', range: [0, 1], steps: [], scores: 'logits', batchLimit: 1, assumed: [] } as const;

/** A store with a counterexample of each property, for all tests to copy. */
const filled = at('filled');
beforeAll(async () => {
  const { status, out } = await conic([...checkArgs, '--store', filled]);
  expect({ status, stored: out.match(/stored: /g) }).toEqual({
    status: 1,
    stored: ['stored: ', 'stored: ', 'stored: '],
  });
});
const copied = (name: string): string => {
  cpSync(filled, at(name), { recursive: true });
  return at(name);
};

describe('what is kept of a counterexample', () => {
  test.each([
    ['zero-image-uniformity', 'pixel'],
    ['zero-image-uniformity', 'model'],
    ['scalar-invariance', 'pixel'],
    ['scalar-invariance', 'model'],
  ])('of %s in %s space is what the model was asked about', async (property, space) => {
    const store = at(`kept-${property}-${space}`);
    const told = ['--mean', '0.3', '--property', property, '--space', space, '--store', store];
    const { status, out } = await conic([...checkArgs, ...told]);
    expect(status).toBe(1);
    const [entry] = (await openStore(store).list()).entries;
    const { folder, record } = entry!;
    const last = record.views.at(-1)!;
    expect(out).toContain(`${last.title}: ${last.image} -> `);
    expect(/after preprocessing$|network's input$/.test(last.image)).toBe(last.space === 'model');

    const model = await openModel(lenet('bias'), { mean: 0.3, workers: 1 });
    try {
      const { shape } = model.spec;
      const stored = (name: string) => readFileSync(join(folder, name)).subarray(-4 * sizeOf(shape));
      const numbers = (name: string) => new Float32Array(new Uint8Array(stored(name)).buffer);
      const shown = plainImage(shape, { kind: 'kept' }, 'kept', (pixels) => pixels.set(numbers('scaled.npy')));
      const fed = [...(await model.classify({ data: numbers('input.npy'), count: 1 }))];
      expect(fed).toEqual(last.scores);
      expect([...(await new Subject(model).scores(shown))]).toEqual(fed.map((score) => expect.closeTo(score, 3)));
    } finally {
      await model.dispose();
    }
  });
});

describe('conic replay', () => {
  test('says what became of each case, and where it is', async () => {
    const { status, out, err } = await conic(['replay', filled, '--model', lenet('bias')]);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatch(/property +cases +still failing +stale\n/);
    expect(out).toMatch(/scalar-invariance +1 +1 +0\n/);
    const { entries } = await openStore(filled).list();
    expect(entries).toHaveLength(3);
    for (const { folder, record } of entries)
      expect(out).toContain(`STILL FAILING  ${record.property}: ${record.why}  ${folder}\n`);
    expect(out).not.toContain('STALE');
    expect(out).toMatch(/violated: 3 of 3 stored counterexamples still fail or are flaky\n$/);
  });

  test('another model is tried all the same, and that is said', async () => {
    const { status, out } = await conic(['replay', filled, '--model', lenet('zero-bias'), '--of', 'lenet-bias']);
    expect(status).toBe(0);
    expect(out.match(/^FIXED STALE \(found with lenet-bias, sha256 [0-9a-f]{12}\)/gm)).toHaveLength(3);
    expect(out).toMatch(/held: 3 of 3 stored counterexamples are fixed, none fails\n$/);
  });

  test('--json prints the same and nothing else; --property and --of choose', async () => {
    const replayed = await json(['replay', filled, '--model', lenet('bias'), ...one]);
    expect(replayed).toMatchObject({
      status: 1,
      err: '',
      schema: 'conic.replay/1',
      verdict: 'violated',
      model: { id: 'lenet-bias' },
      store: filled,
      cases: [
        { property: 'scalar-invariance', answer: 'still failing', stale: false, foundWith: { id: 'lenet-bias' } },
      ],
      problems: [],
    });
    const nobody = await json(['replay', filled, '--model', lenet('bias'), '--of', 'nobody']);
    expect(nobody).toMatchObject({ status: 3, verdict: 'inconclusive', cases: [] });
  });

  test('the default store is the one that check fills', async () => {
    mkdirSync(at('work'));
    expect((await conic([...checkArgs, ...one], { cwd: at('work') })).status).toBe(1);
    const replayed = await json(['replay', '--model', lenet('bias')], { cwd: at('work') });
    expect(replayed).toMatchObject({
      status: 1,
      store: '.conic/counterexamples',
      cases: [{ answer: 'still failing' }],
    });
  });

  test.each([
    ['an empty store', [], 'no stored counterexamples to try in .conic/counterexamples'],
    ['a store that is not there', ['nowhere'], 'no stored counterexamples to try in nowhere'],
  ])('%s decides nothing', async (_, args, message) => {
    const { status, out } = await conic(['replay', ...args, '--model', lenet('bias')]);
    expect({ status, out }).toEqual({ status: 3, out: expect.stringContaining(`inconclusive: ${message}`) });
  });

  test('a case that does not fit the model decides nothing', async () => {
    const small = files.write('small.onnx', sums());
    const { status, out } = await conic(['replay', filled, '--model', small, ...one]);
    expect(status).toBe(3);
    expect(out).toMatch(/^IMPOSSIBLE STALE .* now its images are 28x28x1 and small takes 2x2x1 /m);
    expect(out).toContain('inconclusive: none of 1 stored counterexamples could be decided');
  });

  test('a case that nobody could try is no reason to pass, though the others are fixed', async () => {
    const store = copied('untried');
    mkdirSync(at('biased'));
    const storeOf = async (id: string): Promise<void> => {
      rmSync(join(store, 'lenet-bias/zero-image-uniformity'), { recursive: true, force: true });
      const small = at('biased', `${id}.onnx`);
      const biased = [{ op: 'Add', inputs: ['sums', 'c'], outputs: ['o'] }];
      writeFileSync(small, sumsThen(biased, [weights('c', [2], [0, 1])]));
      const made = ['check', small, '--property', 'zero-image-uniformity', '--store', store];
      expect((await conic(made)).status).toBe(1);
    };
    const model = files.write('lenet-bias.onnx', readFileSync(lenet('zero-bias')));
    const args = ['replay', store, '--model', model, '--property', 'zero-image-uniformity', 'scalar-invariance'];
    await storeOf('lenet-bias');
    const { status, out } = await conic(args);
    expect(out).toMatch(/^IMPOSSIBLE/m);
    expect(out).toContain(
      'inconclusive: 1 of 2 stored counterexamples are fixed, but 1 could not be tried on this model',
    );
    expect(status).toBe(3);
    // What the store has of another model, nobody has asked for.
    await storeOf('other');
    expect((await conic(args)).status).toBe(0);
    expect((await conic([...args, '--of', 'other', 'lenet-bias'])).status).toBe(3);
  });

  test('what cannot be read is named, and the rest is tried', async () => {
    const store = copied('damaged');
    mkdirSync(join(store, 'lenet-bias/scalar-invariance/foreign'));
    const { entries } = await openStore(store).list({ property: 'zero-image-uniformity' });
    writeFileSync(join(entries[0]!.folder, 'image-0.npy'), 'gone');
    const replayed = await json(['replay', store, '--model', lenet('bias')]);
    expect(replayed).toMatchObject({ status: 2, verdict: 'violated', cases: [{}, { property: 'scalar-invariance' }] });
    expect(replayed.problems).toEqual([
      expect.stringMatching(/foreign.case\.json: found no such file/),
      expect.stringMatching(/image-0\.npy: found something else; expected a NumPy file/),
    ]);
    const { status, out } = await conic(['replay', store, '--model', lenet('bias')]);
    expect({ status, named: out.match(/^unreadable: .*(?:foreign|image-0)/gm) }).toMatchObject({
      status: 2,
      named: { length: 2 },
    });
    expect(out).toMatch(/violated: 2 of 2 .*, 2 more could not be read\n$/);
  });

  test.each<[string, (folder: string) => void, RegExp]>([
    [
      'whose case.json was overwritten',
      (folder) => writeFileSync(join(folder, 'case.json'), '{}'),
      /case\.json: found schema: /,
    ],
    ['whose pixels are missing', (folder) => rmSync(join(folder, 'image-0.npy')), /image-0\.npy: found /],
    [
      'of a property that nobody knows',
      (folder) => {
        const file = join(folder, 'case.json');
        const record = JSON.parse(readFileSync(file, 'utf8'));
        writeFileSync(file, JSON.stringify({ ...record, property: 'toString' }));
      },
      /found a case of the property "toString"; expected one of the catalogue/,
    ],
  ])('a case %s is no reason to pass, though the others are fixed', async (name, damage, said) => {
    const store = copied(name);
    const { entries } = await openStore(store).list({ property: 'scalar-invariance' });
    damage(entries[0]!.folder);
    const args = ['replay', store, '--model', lenet('zero-bias')];
    const replayed = await json([...args, '--report', at(`report ${name}`)]);
    expect(replayed).toMatchObject({
      status: 2,
      verdict: 'inconclusive',
      cases: [{ answer: 'fixed' }, { answer: 'fixed' }],
      problems: [expect.stringMatching(said)],
    });
    expect(readFileSync(join(at(`report ${name}`), 'junit.xml'), 'utf8')).toMatch(/errors="1"/);
    const { status, out } = await conic(args);
    expect({ status, out }).toEqual({ status: 2, out: expect.stringMatching(said) });
    expect(out).toMatch(
      /inconclusive: 2 of 2 stored counterexamples are fixed, none fails, 1 more could not be read\n$/,
    );
  });

  test('check says which stored cases it cannot read, and goes on', async () => {
    const store = copied('noted');
    const [known] = (await openStore(store).list({ property: 'scalar-invariance' })).entries;
    rmSync(join(known!.folder, 'image-0.npy'));
    const { out } = await conic([...checkArgs, ...one, '--store', store, '--read-only']);
    expect(out).toMatch(/^ *note: .*image-0\.npy: found /m);
  });

  test.each([
    [['replay'], '--model: found nothing; expected a model file: --model model.onnx.'],
    [['replay', '--model', 'missing.onnx'], 'missing.onnx: found no such file'],
    [['replay', '--model', lenet('bias'), '--property', 'scalar-invariant'], 'Did you mean scalar-invariance?'],
    [['replay', lenet('bias'), '--model', lenet('bias')], 'found a file; expected a folder of stored counterexamples'],
    [['replay', 'a', 'b'], 'too many arguments'],
  ])('%j is a mistake', async (args, message) => {
    const { status, out, err } = await conic(args);
    expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringMatching(/^conic: /) });
    expect(err).toContain(message);
  });

  test('--help explains the answers', async () => {
    const { status, out } = await conic(['replay', '--help']);
    expect(status).toBe(0);
    for (const word of ['STILL FAILING', 'FIXED', 'FLAKY', 'STALE', 'Exit status: 0 none fails'])
      expect(out).toContain(word);
  });
});

describe('conic check and its store', () => {
  test('what is stored is tried first, and found to be stored', async () => {
    const store = copied('known');
    const again = await json([...checkArgs, ...one, '--seed', '8', '--store', store]);
    const [known] = (await openStore(store).list({ property: 'scalar-invariance' })).entries;
    expect(reportSchema.safeParse(again).success).toBe(false);
    expect(again).toMatchObject({
      status: 1,
      results: [
        {
          verdict: 'violated',
          cases: 0,
          examples: { held: 0, violated: 1, vacuous: 0, inconclusive: 0 },
          counterexample: { example: 0, stored: known?.folder },
        },
      ],
    });
    const { status: _status, err: _err, ...report } = again;
    expect(reportSchema.parse(report)).toEqual(report);
    const { out } = await conic([...checkArgs, ...one, '--store', store]);
    expect(out).toMatch(/scalar-invariance +violated +0 \+ 1 stored +0 \+ 1 stored/);
    expect(out).toMatch(/counterexample: .*, from the store\)/);
    expect(out).toContain(`stored: ${known?.folder}`);
    expect(out).not.toContain('again:');
    expect(everything(store)).toEqual(everything(filled));
  });

  test('stored cases of another version of the model are tried too; fixed ones are no obstacle', async () => {
    const model = files.write('lenet-bias.onnx', readFileSync(lenet('zero-bias')));
    const report = await json(['check', model, '--images', samples, '--cases', '20', ...one, '--store', filled]);
    expect(report).toMatchObject({ status: 0, results: [{ verdict: 'held', cases: 20, examples: { held: 1 } }] });
  });

  test('made cases and their paths are those without a store', async () => {
    // A counterexample of another network of the same name, which this one has no trouble with.
    const other = files.write('lenet-bias.onnx', readFileSync(resolve('examples/models/mlp-bias.onnx')));
    const store = ['--store', at('others')];
    const edge = ['--seed', '3', '--shrink', 'edge'];
    expect((await conic(['check', other, '--images', samples, ...edge, ...one, ...store])).status).toBe(1);
    const [without, beside] = [await json([...checkArgs, ...one]), await json([...checkArgs, ...one, ...store])];
    const { stored: _place, ...rest } = without.results[0].counterexample;
    expect(beside.results[0]).toMatchObject({ examples: { held: 1, violated: 0 }, counterexample: rest });
    expect((await openStore(at('others')).list()).entries).toHaveLength(2);
  });

  test('--read-only tries what is stored and writes nothing', async () => {
    const [empty, known] = [at('unwritten'), copied('read-only')];
    const found = await json([...checkArgs, '--store', empty, '--read-only']);
    expect(found).toMatchObject({ status: 1, verdict: 'violated' });
    expect(found.results[0].counterexample).not.toHaveProperty('stored');
    expect(existsSync(empty)).toBe(false);
    const ranking = ['--property', 'scalar-invariance', 'scalar-invariance:ranking'];
    const more = await json([...checkArgs, ...ranking, '--store', known, '--read-only']);
    expect(more).toMatchObject({ status: 1, results: [{ counterexample: { example: 0 } }, { verdict: 'violated' }] });
    expect(everything(known)).toEqual(everything(filled));
  });

  test('a store that cannot be written or read hides no verdict', async () => {
    const report = await json([...checkArgs, ...one, '--store', files.write('a-file', '')]);
    expect(report).toMatchObject({ status: 1, verdict: 'violated', err: '' });
    const ofTheStore = (notes: readonly string[]) => notes.filter((note) => note.includes('stored'));
    expect(ofTheStore(report.assumed.notes)).toEqual([
      expect.stringMatching(
        /^No stored cases are tried, and the counterexample of scalar-invariance is not stored: .*a-file: found a file/,
      ),
    ]);
    const two = await json([
      ...checkArgs,
      '--property',
      'scalar-invariance',
      'scalar-invariance:ranking',
      '--store',
      at('a-file'),
    ]);
    expect(ofTheStore(two.assumed.notes)).toEqual([
      expect.stringContaining('the counterexamples of scalar-invariance, scalar-invariance:ranking are not stored: '),
    ]);
    const { status, out } = await conic([...checkArgs, ...one, '--store', at('a-file', 'below')]);
    expect(status).toBe(1);
    expect(out).toContain('the counterexample of scalar-invariance is not stored: ');
    expect(out).toMatch(/\nviolated: .*not stored: scalar-invariance, as the notes say\)/);
  });

  test('what is broken or foreign in it is a note', async () => {
    const store = copied('broken');
    const [entry] = (await openStore(store).list({ property: 'scalar-invariance' })).entries;
    writeFileSync(join(entry!.folder, 'image-0.npy'), 'gone');
    mkdirSync(join(store, 'lenet-bias/scalar-invariance/foreign'));
    const report = await json([...checkArgs, '--store', store]);
    expect(report).toMatchObject({ status: 1, results: [{ cases: 1 }, { cases: 0 }, { cases: 0 }] });
    const texts: string[] = report.assumed.notes;
    expect(texts.filter((note) => note.includes('foreign'))).toHaveLength(1);
    expect(texts.filter((note) => note.includes('image-0.npy'))).toHaveLength(1);
  });

  test('a stored case that the settings rule out is left out, and counted', async () => {
    // It was found at a scalar of 0.16.
    for (const told of [
      ['--scalars', '0.5..1'],
      ['--space', 'model'],
    ]) {
      const report = await json([...checkArgs, ...one, ...told, '--store', filled, '--read-only']);
      expect(report.results[0]).not.toHaveProperty('examples');
      expect(report.assumed.notes).toContain(
        '1 stored case of scalar-invariance left out: found with another --space, --overflow or --scalars.',
      );
    }
    const wide = await json([...checkArgs, ...one, '--scalars', '0.01..1', '--store', filled, '--read-only']);
    expect(wide.results[0].counterexample).toMatchObject({ example: 0 });
  });

  test('overflow rules out no case in which nothing is brighter than white', async () => {
    const told = [...checkArgs, ...one, '--overflow', 'allow', '--store', filled, '--read-only'];
    expect((await json(told)).results[0].counterexample).toMatchObject({ example: 0 });
    const bright = ['check', lenet('bias'), '--seed', '1', ...one, '--scalars', '500..1000', '--store', at('bright')];
    const first = await json([...bright, '--overflow', 'allow']);
    expect(first.results[0].counterexample.scalar).toBeGreaterThanOrEqual(500);
    const limited = await json(bright);
    expect(limited.results[0]).not.toHaveProperty('examples');
    expect(limited.assumed.notes.join()).toContain('1 stored case of scalar-invariance left out');
  });

  test('a case found at a scalar limited to white is tried again with the same settings', async () => {
    const told = ['check', lenet('bias'), '--seed', '1', ...one, '--scalars', '500..1000', '--store', at('limited')];
    const first = await json(told);
    expect(first.results[0].counterexample.scalar).toBeLessThan(500);
    expect((await json(told)).results[0].counterexample).toMatchObject({ example: 0 });
    const allowed = await json([...told, '--overflow', 'allow']);
    expect(allowed.results[0].counterexample).toMatchObject({ example: 0 });
  });

  test('where a case is asked for by its path, it is that one', async () => {
    const { results } = await json([...checkArgs, ...one]);
    const { seed, path } = results[0].counterexample;
    const again = ['--seed', String(seed), '--path', String(path), '--store', filled];
    const report = await json([...checkArgs, ...one, ...again]);
    expect(report.results[0]).toMatchObject({ counterexample: { path } });
    expect(report.results[0]).not.toHaveProperty('examples');
  });

  test('--measure tries them too, and counts them apart', async () => {
    const report = await json([...checkArgs, ...one, '--measure', '--store', filled, '--read-only']);
    expect(report.results[0]).toMatchObject({ cases: 50, examples: { violated: 1 } });
    expect(report.results[0].counterexample).not.toHaveProperty('example');
  });

  test('a rate claims nothing, and nothing of it is stored', async () => {
    const rate = ['--property', 'convex-region-consistency:same-label', '--cases', '500'];
    const report = await json([...checkArgs, ...rate, '--store', at('rates')]);
    expect(report.results[0]).toMatchObject({ verdict: 'measured' });
    expect(existsSync(at('rates'))).toBe(false);
  });

  test('a stored case that its property does not understand is a note', async () => {
    const [entry] = (await openStore(filled).list({ property: 'scalar-invariance' })).entries;
    const { case: given, shape, record } = await openStore(filled).read(entry!);
    const { image } = Object(given);
    const { scalar: _scalar, ...counterexample } = record;
    const found = {
      property: { name: 'scalar-invariance', claim: '' },
      counterexample: {
        ...counterexample,
        case: { picture: image },
        views: [
          {
            title: 'original',
            image,
            scores: new Float32Array(10),
            space: 'pixel' as const,
            fed: { dims: [1, 784], values: new Float32Array(784) },
          },
        ],
        cause: { kind: 'network', detail: '' } as const,
      },
      spec: { ...record.model, shape, ...taken },
      options: {},
    };
    expect(await openStore(at('changed')).save(found)).toHaveProperty('folder');
    const report = await json([...checkArgs, ...one, '--store', at('changed')]);
    expect(report).toMatchObject({ status: 1, results: [{ cases: 1 }] });
    expect(report.assumed.notes).toContainEqual(
      expect.stringMatching(/^No stored cases of scalar-invariance are tried: /),
    );
  });
});

test('flaky: a model whose answer depends on the batch', async () => {
  // Dark images are called by the bias, and bright ones are not.
  const bias = weights('bias', [2], [0, 0.3]);
  const add = { op: 'Add', inputs: ['sums', 'bias'], outputs: ['scores'] };
  const model = files.write('net.onnx', sumsThen([add], [bias]));
  const store = at('batches');
  expect((await conic(['check', model, ...one, '--seed', '1', '--store', store])).status).toBe(1);
  // Where images of a batch differ, the first label wins.
  const attributes = { axes: { ints: [0] }, keepdims: { int: 1 } };
  const dependent = sumsThen(
    [
      { op: 'ReduceMax', inputs: ['sums'], outputs: ['most'], attributes },
      { op: 'ReduceMean', inputs: ['sums'], outputs: ['mean'], attributes },
      { op: 'Sub', inputs: ['most', 'mean'], outputs: ['spread'] },
      { op: 'MatMul', inputs: ['spread', 'first'], outputs: ['favour'] },
      { ...add, outputs: ['called'] },
      { op: 'Add', inputs: ['called', 'favour'], outputs: ['scores'] },
    ],
    [bias, weights('first', [2, 2], [100, 0, 100, 0])],
  );
  files.write('net.onnx', dependent);
  const replayed = await json(['replay', store, '--model', model]);
  expect(replayed).toMatchObject({ status: 1, cases: [{ answer: 'flaky', stale: true }] });
});
