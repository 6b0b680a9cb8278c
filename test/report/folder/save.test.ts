import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import sharp from 'sharp';
import { image } from '../../../src/image/image.js';
import { InputError } from '../../../src/errors.js';
import { reportOf } from '../../../src/report/documents/checkReport.js';
import {
  assertPlace,
  assertReplaceable as assertReplaceableBy,
  folderKinds,
} from '../../../src/report/folder/claim.js';
import { saveReport } from '../../../src/report/folder/saveReport.js';
import type { Result } from '../../../src/run/result.js';
import { counterexample, ofLevels, original, results, spec } from '../results.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'conic-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const reportOn = (...some: Result[]) => reportOf(some, { spec, images: 'made by hand' });
const save = (target: string, ...some: Result[]) => saveReport(target, reportOn(...some), some);
const assertReplaceable = (target: string) => assertReplaceableBy(target, folderKinds.check);
const assertWritable = (target: string) => assertPlace(target, folderKinds.check);
const levels = async (file: string) => [...(await sharp(file).toColourspace('b-w').raw().toBuffer())];

/** A result whose second image cannot be rendered: the failure comes when one image is written already. */
const failing: Result = {
  ...results.violated,
  counterexample: {
    ...counterexample,
    views: [
      counterexample.views[0]!,
      {
        ...counterexample.views[1]!,
        image: image(spec.shape, { kind: 'lost' }, 'lost', () => {
          throw new Error('the disk is gone');
        }),
      },
    ],
  },
};

describe('a saved report', () => {
  test('has every image as the model saw it, to the last of 8 bits', async () => {
    const saved = await save(at('report'), results.held, results.violated);
    expect(JSON.parse(readFileSync(at('report/report.json'), 'utf8'))).toEqual(saved);
    const found = saved.results[1]?.counterexample;
    const where = 'counterexamples/scalar-invariance-2';
    expect(found?.files).toEqual([`${where}/picture.png`, `${where}/original.png`, `${where}/scaled.png`]);
    expect(found?.views.map(({ file }) => file)).toEqual(found?.files.slice(1));
    expect(await levels(at('report', where, 'original.png'))).toEqual([0, 1, 2, 127, 128, 255]);
    const quarter = [...original.times(0.25).pixels()].map((value) => Math.round(value * 255));
    expect(await levels(at('report', where, 'scaled.png'))).toEqual(quarter);
  });

  test('of several results of one name, or of odd names, mixes up nothing and stays in its folder', async () => {
    const views = ['../up', 'a/b', 'a:b', 'picture', '数字'].map((title, i) => ({
      ...counterexample.views[0]!,
      title,
      image: ofLevels([i, i, i, i, i, i]),
    }));
    const odd = { ...results.violated, property: '../../etc', counterexample: { ...counterexample, views } };
    const saved = await save(at('report'), odd, odd);
    expect(readdirSync(folder)).toEqual(['report']);
    expect(readdirSync(at('report/counterexamples'))).toHaveLength(2);
    for (const result of saved.results) {
      const files = result.counterexample?.files ?? [];
      expect(new Set(files).size).toBe(views.length + 1);
      for (const [i, file] of files.slice(1).entries())
        expect(await levels(at('report', file))).toEqual([i, i, i, i, i, i]);
    }
  });

  test('replaces an earlier one, and takes the place that a link leads to', async () => {
    await save(at('real'), results.violated);
    symlinkSync(at('real'), at('link'));
    await save(at('link'), results.held);
    expect(readdirSync(at('real')).toSorted()).toEqual(['junit.xml', 'report.html', 'report.json', 'summary.md']);
    expect(readdirSync(folder).toSorted()).toEqual(['link', 'real']);
    expect(realpathSync(at('link'))).toBe(at('real'));
  });
});

describe('several at once', () => {
  test('in one place all come to an end, and one of them is there, whole', async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 12 }, () => save(at('report'), results.held)));
      expect(readdirSync(folder)).toEqual(['report']);
      expect(readdirSync(at('report')).toSorted()).toEqual(['junit.xml', 'report.html', 'report.json', 'summary.md']);
    }
  });
});

describe('what runs that were killed have left beside it', () => {
  const left = (name: string): string => {
    mkdirSync(at(name));
    return name;
  };
  const id = 'a0a0a0a0-1b1b-4c4c-8d8d-e0e0e0e0e0e0';

  test('goes when it is a day old; what is younger, or of another place, stays', async () => {
    // The time of the last change of a folder's entry cannot be set, so the clock goes on.
    const others = [left(`.reports-${id}`), left('.report-mine'), left(`.report-${id}`)];
    await save(at('report'), results.held);
    expect(readdirSync(folder).toSorted()).toEqual([...others, 'report'].toSorted());
    const later = Date.now() + 86_400_000 + 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    left(`.report-${id}-old`);
    await save(at('report'), results.held);
    jest.restoreAllMocks();
    expect(readdirSync(folder).toSorted()).toEqual(['.report-mine', `.reports-${id}`, 'report'].toSorted());
  });

  test('stays where it is the earlier report, and none is in its place', async () => {
    left(`.report-${id}-old`);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 86_400_000 + 60_000);
    await save(at('report'), results.held);
    jest.restoreAllMocks();
    expect(readdirSync(folder)).toContain(`.report-${id}-old`);
  });
});

describe('a failure in the middle', () => {
  test('leaves the earlier report as it was, and nothing else', async () => {
    await save(at('report'), results.violated);
    const before = readFileSync(at('report/report.json'), 'utf8');
    const failure = save(at('report'), results.held, failing, results.violated);
    await expect(failure).rejects.toThrow(
      'found no way to write there (the disk is gone); expected a folder to write to',
    );
    expect(readFileSync(at('report/report.json'), 'utf8')).toBe(before);
    expect(readdirSync(at('report/counterexamples/scalar-invariance'))).toHaveLength(3);
    expect(readdirSync(folder)).toEqual(['report']);
  });

  test('leaves nothing where nothing was, the folders above included', async () => {
    await expect(save(at('new/deep/report'), failing)).rejects.toBeInstanceOf(InputError);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('before a run', () => {
  test('a place that can be written is left as it was found', async () => {
    await assertReplaceable(at('new/report'));
    await assertWritable(at('new/report'));
    expect(readdirSync(folder)).toEqual([]);
    mkdirSync(at('empty'));
    await assertReplaceable(at('empty'));
    await save(at('report'), results.held);
    await assertReplaceable(at('report'));
  });

  test('a folder with anything else in it is refused, a report beside it or not', async () => {
    mkdirSync(at('photos'));
    writeFileSync(at('photos/cat.png'), '');
    const refusal = 'found a folder that holds something else (cat.png); expected an empty folder, an earlier report';
    await expect(assertReplaceable(at('photos'))).rejects.toThrow(refusal);
    await expect(save(at('photos'), results.held)).rejects.toThrow(refusal);
    writeFileSync(at('photos/report.json'), JSON.stringify(reportOn(results.held)));
    await expect(assertReplaceable(at('photos'))).rejects.toThrow(refusal);
    mkdirSync(at('foreign'));
    writeFileSync(at('foreign/report.json'), '{ "tests": 3 }');
    await expect(assertReplaceable(at('foreign'))).rejects.toThrow('something else (report.json)');
    expect(readdirSync(at('photos')).toSorted()).toEqual(['cat.png', 'report.json']);
  });

  test('a file, a place below a file, and the working folder are refused', async () => {
    writeFileSync(at('file'), '');
    await expect(assertReplaceable(at('file'))).rejects.toThrow('found a file in its place or above it');
    await expect(assertReplaceable(at('file/report'))).rejects.toThrow('found a file in its place or above it');
    await expect(assertReplaceable('.')).rejects.toThrow('found the working folder, or one above it');
    await expect(assertReplaceable('..')).rejects.toThrow('found the working folder, or one above it');
  });

  const [proc, mount] = ['/proc/self', '/dev/shm'].map((path) => (existsSync(path) ? test : test.skip));

  proc!('a place where the system does not allow writing is refused, at once', async () => {
    await expect(assertWritable('/proc/conic/report')).rejects.toThrow('found no way to write there (ENOENT');
  });

  mount!('a volume cannot be replaced, a folder in it can', async () => {
    await expect(assertReplaceable('/dev/shm')).rejects.toThrow(
      'expected a folder inside it. For example /dev/shm/conic',
    );
  });
});
