import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import sharp from 'sharp';
import { InputError } from '../../src/errors.js';
import { image } from '../../src/image/image.js';
import { saveCounterexample } from '../../src/store/saveCounterexample.js';
import { openStore, type Store } from '../../src/store/store.js';
import { storedCaseSchema } from '../../src/store/storedCase.js';
import { version } from '../../src/version.js';
import { confirmView } from '../../src/run/confirmView.js';
import { counterexample, ofLevels, original, results, spec } from '../report/results.js';
import { discovery, scaled } from './discoveries.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'conic-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const store = (name = 'store'): Store => openStore(at(name));
const saved = async (into: Store, ...args: Parameters<typeof discovery>): Promise<string> => {
  const done = await into.save(discovery(...args));
  if ('unstorable' in done) throw new Error(done.unstorable);
  return done.folder;
};
const levels = async (file: string) => [...(await sharp(file).toColourspace('b-w').raw().toBuffer())];
const everything = (from: string): readonly string[] =>
  existsSync(from) ? readdirSync(from, { recursive: true, encoding: 'utf8' }).toSorted() : [];

describe('a stored case', () => {
  test('is a folder of data, exact pixels and pictures', async () => {
    const place = await saved(store());
    expect(place).toMatch(/store.sums.scalar-invariance.[0-9a-f]{16}$/);
    expect(everything(place)).toEqual([
      'case.json',
      'image-0.npy',
      'input.npy',
      'original.png',
      'picture.png',
      'scaled.npy',
      'scaled.png',
    ]);
    expect(await levels(join(place, 'original.png'))).toEqual([0, 1, 2, 127, 128, 255]);
    expect(await levels(join(place, 'scaled.png'))).toEqual([0, 0, 1, 32, 32, 64]);
    const exact = readFileSync(join(place, 'scaled.npy')).subarray(-24);
    expect(new Float32Array(new Uint8Array(exact).buffer)).toEqual(new Float32Array(scaled.pixels()));
    expect((await sharp(join(place, 'picture.png')).metadata()).width).toBeGreaterThan(300);
  });

  test('says what happened, with what, and with which settings', async () => {
    const options = { space: 'model', overflow: 'clamp', scalars: { min: 0.1 }, tolerance: 1e-4 } as const;
    const place = await saved(store(), {}, { options });
    const value: object = JSON.parse(readFileSync(join(place, 'case.json'), 'utf8'));
    expect(value).toMatchObject({
      schema: 'conic.case/1',
      property: 'scalar-invariance',
      claim: 'light does not matter',
      why: 'cat became 数字',
      label: 'cat',
      labelAfter: '数字',
      margin: -0.123456,
      scalar: 0.25,
      cause: { kind: 'network' },
      views: [
        {
          title: 'original',
          image: 'levels 0 1 2 127 128 255',
          recipe: { kind: 'levels' },
          label: 'cat',
          scores: [3, 1, 0.5],
        },
        { title: 'scaled', image: 'levels 0 1 2 127 128 255 x 0.25', label: '数字', scores: [0.5, 0.25, 0.75] },
      ],
      images: [{ file: 'image-0.npy' }, { parts: [{ weight: 0.25, image: 0 }], clamped: false }],
      case: { image: { $: 'image', index: 0 }, scaled: { $: 'image', index: 1 } },
      seed: 42,
      path: '3:1:0',
      shrinks: 2,
      options,
      model: { id: 'sums', digest: spec.digest, engine: 'none', labels: spec.labels },
      shape: spec.shape,
      conic: version,
    });
    expect(storedCaseSchema.parse(value)).toEqual(value);
    const shipped: object = JSON.parse(readFileSync(resolve('dist/case.schema.json'), 'utf8'));
    const accepts = new Ajv2020({ allErrors: true }).compile(shipped);
    expect({ accepted: accepts(value), errors: accepts.errors }).toEqual({ accepted: true, errors: null });
    expect(accepts({ ...value, margin: 'much' })).toBe(false);
    expect(accepts({ ...value, images: [{ file: '../x.npy', description: '', recipe: { kind: '' } }] })).toBe(false);
  });

  test('is revived as it was, and ready to be replayed', async () => {
    const place = await saved(store());
    const { entries, problems } = await store().list();
    expect(problems).toEqual([]);
    expect(entries.map((entry) => entry.folder)).toEqual([place]);
    const kept = await store().read(entries[0]!);
    expect(kept).toMatchObject({ space: 'pixel', shape: spec.shape, labels: spec.labels, digest: spec.digest });
    const { image: first, scaled: second } = Object(kept.case);
    expect(first.pixels()).toEqual(original.pixels());
    expect(second.pixels()).toEqual(scaled.pixels());
    expect([first.description, second.description]).toEqual([original.description, scaled.description]);
    expect(second.parts[0].image).toBe(first);
  });

  test('of an image whose label is known is revived with it', async () => {
    const truth = { name: spec.labels[0]!, by: 'the folder' };
    const known = image(spec.shape, { kind: 'known' }, 'known', (pixels) => pixels.fill(0.5), truth);
    await saved(store(), { case: { image: known } });
    const kept = await store().read((await store().list()).entries[0]!);
    expect(Object(kept.case).image.truth).toEqual(truth);
  });

  test('of images that no PNG can hold is stored without', async () => {
    const shape = { height: 1, width: 2, channels: 2 };
    const odd = image(shape, { kind: 'odd' }, 'odd', (pixels) => pixels.set([0.1, 0.2, 0.3, 0.4]));
    const view = { title: 'original', image: odd, scores: Float32Array.of(1, 2, 3) };
    const views = [confirmView(view, { ...spec, shape, steps: [] }, 'pixel')];
    const place = await saved(store(), { case: odd, views }, { spec: { ...spec, shape } });
    expect(everything(place)).toEqual(['case.json', 'image-0.npy', 'input.npy', 'scaled.npy']);
    const { entries } = await store().list();
    const kept = await store().read(entries[0]!);
    expect(Object(kept.case).pixels()).toEqual(odd.pixels());
  });

  test('that cannot be data is not stored, and said so', async () => {
    const unstorable = { unstorable: 'the case.pick is a function' };
    expect(await store().save(discovery({ case: { pick: () => 1 } }))).toEqual(unstorable);
    expect(everything(at('store'))).toEqual([]);
  });
});

describe('the same case', () => {
  test('is one folder, whatever its images are called and whichever run found it', async () => {
    const first = await saved(store());
    const before = readFileSync(join(first, 'case.json'), 'utf8');
    const renamed = image(spec.shape, { kind: 'file' }, 'cat.png', (pixels) => pixels.set(original.pixels()));
    const again = { case: { image: renamed, scaled: renamed.times(0.25) }, seed: 7, why: 'it is so again' };
    const otherDay = { ...spec, digest: 'f'.repeat(64) };
    expect(await saved(store(), again, { spec: otherDay })).toBe(first);
    expect(readFileSync(join(first, 'case.json'), 'utf8')).toBe(before);
    expect((await store().list()).entries).toHaveLength(1);
  });

  test('of another model, property, space, weight or pixel is another', async () => {
    const other = ofLevels([0, 1, 2, 127, 128, 254]);
    const folders = [
      await saved(store()),
      await saved(store(), {}, { spec: { ...spec, id: 'others' } }),
      await saved(store(), {}, { property: { name: 'scalar-invariance:ranking', claim: '' } }),
      await saved(store(), {}, { options: { space: 'model' } }),
      await saved(store(), { case: { image: original, scaled: original.times(0.2500001) } }),
      await saved(store(), { case: { image: other, scaled: other.times(0.25) } }),
    ];
    expect(new Set(folders).size).toBe(6);
    expect((await store().list()).entries).toHaveLength(6);
    expect((await store().list({ model: 'others' })).entries.map((entry) => entry.folder)).toEqual([folders[1]]);
    expect((await store().list({ property: 'scalar-invariance:ranking' })).entries).toHaveLength(1);
    expect((await store().list({ model: 'others', property: 'nothing' })).entries).toEqual([]);
  });

  test('names that are no names for folders lead nowhere else, and are told apart by what is inside', async () => {
    const ids = ['../../up', 'a/b', 'a:b', '', '..', 'x'.repeat(300)];
    for (const id of ids) await saved(store(), {}, { spec: { ...spec, id } });
    expect(readdirSync(folder)).toEqual(['store']);
    for (const id of ids) expect((await store().list({ model: id })).entries).toHaveLength(1);
  });
});

/** A program that uses the built package, with `store` and `discovery(level)` at hand. */
const program = (body: string): string => `
  import { openStore, image } from '${pathToFileURL(resolve('dist/esm/src/index.js')).href}';
  const store = openStore(${JSON.stringify(at('store'))});
  const shape = { height: 1, width: 1, channels: 1 };
  const grey = (level, then = () => {}) =>
    image(shape, { kind: 'grey', level }, 'grey', (pixels) => { then(); pixels[0] = level / 255; });
  const discovery = (level, shown = grey(level)) => ({
    property: { name: 'p', claim: 'c' },
    counterexample: {
      seed: 1, path: '0', shrinks: 0, why: 'w', margin: -1, label: '0', labelAfter: '1',
      case: grey(level), cause: { kind: 'network', detail: '' },
      views: [{
        title: 'original', image: shown, scores: Float32Array.of(1, 0), space: 'pixel',
        fed: { dims: [1, 1, 1, 1], get values() { return shown.pixels(); } },
      }],
    },
    spec: { id: 'm', digest: 'd', engine: 'e', labels: ['0', '1'], shape },
    options: {},
  });
  ${body}`;

const run = (body: string): Promise<{ status: number | null; signal: string | null; out: string }> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(body)], { stdio: 'pipe' });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (out += part.toString()));
    child.on('error', fail);
    child.on('close', (status, signal) => done({ status, signal, out }));
  });

describe('other processes', () => {
  test('may store the same cases at once: each is there once, whole, and every one was told its place', async () => {
    const body = `
      const saved = await Promise.all(Array.from({ length: 40 }, (_, i) => store.save(discovery(i % 20))));
      console.log(JSON.stringify(saved.map(({ folder }) => folder).sort()));`;
    const ends = await Promise.all([run(body), run(body), run(body)]);
    expect(ends.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect(new Set(ends.map(({ out }) => out)).size).toBe(1);
    const { entries, problems } = await store().list();
    expect(problems).toEqual([]);
    const told: string[] = JSON.parse(ends[0]?.out ?? '');
    expect(entries.map((entry) => entry.folder)).toEqual([...new Set(told)]);
    expect(entries).toHaveLength(20);
    for (const entry of entries) await store().read(entry);
    expect(readdirSync(at('store/m/p')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  (process.platform === 'win32' ? test.skip : test)(
    'that are killed in the middle leave nothing that counts, and later it is swept away',
    async () => {
      const killing = `await store.save(discovery(1, grey(1, () => process.kill(process.pid, 'SIGKILL'))));`;
      expect(await run(killing)).toMatchObject({ status: null, signal: 'SIGKILL' });
      const [left] = readdirSync(at('store/m/p'));
      // The middle it was: some files had been written.
      expect(readdirSync(at('store/m/p', left!)).length).toBeGreaterThan(0);
      expect(await store().list()).toEqual({ entries: [], problems: [] });

      expect(await run('await store.save(discovery(1));')).toMatchObject({ status: 0 });
      expect(readdirSync(at('store/m/p'))).toContain(left);
      const yesterday = Date.now() / 1000 - 86_400;
      utimesSync(at('store/m/p', left!), yesterday, yesterday);
      expect(await run('await store.save(discovery(2));')).toMatchObject({ status: 0 });
      expect(readdirSync(at('store/m/p')).filter((name) => name.startsWith('.'))).toEqual([]);
      expect((await store().list()).entries).toHaveLength(2);
    },
  );
});

describe('what is not a stored case', () => {
  test('is reported, and the rest is listed', async () => {
    const place = await saved(store());
    mkdirSync(at('store/sums/scalar-invariance/empty'));
    mkdirSync(at('store/photos/cats/mine'), { recursive: true });
    writeFileSync(at('store/photos/cats/mine/case.json'), '{ "schema": ');
    mkdirSync(at('store/photos/cats/later'));
    const later = readFileSync(join(place, 'case.json'), 'utf8').replace('conic.case/1', 'conic.case/2');
    writeFileSync(at('store/photos/cats/later/case.json'), later);
    writeFileSync(at('store/README'), 'files are nobody’s business');
    const { entries, problems } = await store().list();
    expect(entries.map((entry) => entry.folder)).toEqual([place]);
    expect(problems).toEqual([
      expect.stringMatching(/later.case\.json: found schema: /),
      expect.stringMatching(/mine.case\.json: found no JSON \(/),
      expect.stringMatching(/empty.case\.json: found no such file; expected a case as conic stores it/),
    ]);
  });

  test('is left alone where a case belongs, and that case is not taken for stored', async () => {
    const place = await saved(store());
    rmSync(join(place, 'case.json'));
    await expect(saved(store())).rejects.toThrow('case.json: found no such file; expected a case as conic stores it');
    expect(readdirSync(place)).toContain('picture.png');
  });

  (process.platform === 'win32' ? test.skip : test)('may be a link that leads nowhere, or to a file', async () => {
    await saved(store());
    writeFileSync(at('file'), '');
    symlinkSync(at('file'), at('store/sums/linked'));
    symlinkSync(at('nothing'), at('store/lost'));
    const { entries, problems } = await store().list();
    expect(entries).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining('linked: found a file; expected a folder of stored')]);
  });

  test('folders of models and properties whose names are not UTF-8 are said, since nothing is found under them', async () => {
    await saved(store());
    const odd = Buffer.from([0x61, 0xff]);
    const inside = (...names: readonly (string | Buffer)[]): Buffer =>
      Buffer.concat(names.flatMap((name) => [Buffer.from('/'), Buffer.from(name)]).slice(1));
    // Not every file system takes such names.
    try {
      mkdirSync(inside(at('store'), odd));
      mkdirSync(inside(at('store', 'sums'), odd));
    } catch {
      return;
    }
    const { entries, problems } = await store().list();
    expect(entries).toHaveLength(1);
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(problem).toMatch(/found a name that is not UTF-8; .* Rename it\.$/);
  });

  test('is refused when read: pixels missing, changed, of another shape; weights changed', async () => {
    const place = await saved(store());
    const [entry] = (await store().list()).entries;
    const pixels = join(place, 'image-0.npy');
    const bytes = readFileSync(pixels);
    const record = {
      ...entry!.record,
      images: [entry!.record.images[0]!, { parts: [{ weight: 0.5, image: 0 }], clamped: false }],
    };
    await expect(store().read({ folder: place, record })).rejects.toThrow('changed since it was stored');
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 3]! ^= 1;
    writeFileSync(pixels, flipped);
    await expect(store().read(entry!)).rejects.toThrow('found a case that has been changed since it was stored');
    writeFileSync(pixels, Buffer.from(bytes.toString('latin1').replace('(2, 3, 1)', '(3, 2, 1)'), 'latin1'));
    await expect(store().read(entry!)).rejects.toThrow('found an image of 3x2x1; expected 2x3x1');
    rmSync(pixels);
    await expect(store().read(entry!)).rejects.toBeInstanceOf(InputError);
    writeFileSync(pixels, bytes);
    await store().read(entry!);
  });

  test('no folder is an empty store; a file is a mistake', async () => {
    expect(await store('nowhere').list()).toEqual({ entries: [], problems: [] });
    writeFileSync(at('file'), '');
    await expect(store('file').list()).rejects.toThrow(
      'file: found a file; expected a folder of stored counterexamples',
    );
  });
});

describe('a store that cannot be written', () => {
  test('leaves nothing behind, whatever fails', async () => {
    writeFileSync(at('file'), '');
    await expect(saved(store('file/below'))).rejects.toThrow('found no way to write there (ENOTDIR');
    const lost = image(spec.shape, { kind: 'lost' }, 'lost', () => {
      throw new Error('the disk is gone');
    });
    const views = [{ ...counterexample.views[0]!, image: lost }];
    await expect(saved(store(), { views })).rejects.toThrow('found no way to write there (the disk is gone)');
    expect(everything(at('store/sums/scalar-invariance'))).toEqual([]);
  });

  (existsSync('/proc/self') ? test : test.skip)('is noticed at once where the system says nonsense', async () => {
    await expect(openStore('/proc/conic').save(discovery())).rejects.toThrow('found no way to write there (ENOENT');
  });
});

describe('saveCounterexample', () => {
  const property = { name: 'scalar-invariance', claim: 'light does not matter' };
  const found = { ...results.violated, counterexample: discovery().counterexample };

  test('gives the folder, with picture.png in it', async () => {
    const kept = await saveCounterexample(store(), property, found, { spec });
    if (!('folder' in kept)) throw new Error(kept.note);
    expect(existsSync(join(kept.folder, 'picture.png'))).toBe(true);
  });

  test.each([
    ['a result without one', 'store', results.held, 'is not stored: there is none.'],
    ['a place that cannot be written', 'file/below', found, 'is not stored: '],
    [
      'a case that cannot be data',
      'store',
      { counterexample: discovery({ case: [() => 1] }).counterexample },
      'is not stored: the case[0] is a function.',
    ],
    [
      'a margin that is not a number',
      'store',
      { counterexample: discovery({ margin: NaN }).counterexample },
      'is not stored: ',
    ],
  ])('of %s gives a note', async (_, name, result, note) => {
    writeFileSync(at('file'), '');
    const kept = await saveCounterexample(store(name), property, result, { spec });
    expect(kept).toEqual({ note: expect.stringContaining(note) });
    expect(everything(at('store'))).toEqual([]);
  });
});
