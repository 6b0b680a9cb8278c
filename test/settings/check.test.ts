import { expect, test } from '@jest/globals';
import { InputError, optionProblem } from '../../src/errors.js';
import { checkOptions, filled, only, within } from '../../src/settings/check.js';
import { flag, whole } from '../../src/settings/kinds.js';
import { settings } from '../../src/settings/setting.js';

const group = settings({
  cases: { kind: whole(1, 9), help: 'how many', default: 5 },
  resize: { kind: flag, help: 'whether' },
});

test('what is told counts, and where nothing is the default', () => {
  expect(filled('door', group, {})).toEqual({ cases: 5, resize: undefined });
  expect(filled('door', group, { cases: 2, resize: undefined })).toEqual({ cases: 2, resize: undefined });
});

test.each([[null], [5], [[]], ['x'], [undefined]])('%p is no options', (options) => {
  expect(() => checkOptions('door', group, options)).toThrow(/^door: found .*; expected an object of options\.$/);
});

test('of more options, those of a group', () => {
  const all = { cases: 2, others: true };
  expect(only(group, all)).toEqual({ cases: 2 });
});

test('options inside others are said with their whole path, in the file that they stand in', async () => {
  const wrong = new InputError(optionProblem(['size', 'height'], { found: '0', expected: 'more' }));
  const run = (): never => {
    throw wrong;
  };
  await expect(within(['model'], 'c.json', run)).rejects.toMatchObject({
    message: 'c.json: model.size.height: found 0; expected more.',
    problem: { option: ['model', 'size', 'height'], source: 'c.json' },
  });
  await expect(within(['model'], undefined, run)).rejects.toThrow('model.size.height: found 0');
  // What is placed already is left as it is.
  await expect(within(['outer'], 'd.json', () => within(['model'], 'c.json', run))).rejects.toThrow(
    'c.json: model.size.height: found 0',
  );
});

test('so are options that help', async () => {
  const remedy = ['Or: ', { option: ['resize'], value: true }, '.'];
  const run = (): never => {
    throw new InputError({ where: 'a.png', found: 'b', expected: 'c', remedy });
  };
  await expect(within(['images'], 'c.json', run)).rejects.toThrow(
    'a.png: found b; expected c. Or: images.resize: true.',
  );
});

test('other errors pass', async () => {
  const other = new TypeError('x');
  await expect(within(['a'], 'b', () => Promise.reject(other))).rejects.toBe(other);
});
