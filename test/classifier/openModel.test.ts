import { afterAll, expect, test } from '@jest/globals';
import { openers } from '../../src/classifier/openers.js';
import { openModel } from '../../src/classifier/openModel.js';
import { sourceAt, sourceFrom } from '../../src/classifier/source.js';
import { temporaryFiles } from '../models/temporaryFiles.js';

const files = temporaryFiles();
afterAll(files.remove);
const problem = (place: string): Promise<string> =>
  openModel(place).then(
    () => 'opened',
    (error: unknown) => (error instanceof Error ? error.message : 'no error'),
  );

test('what cannot be opened is told with what can', async () => {
  const all = openers.map(({ opens }) => opens).join(', ');
  expect(await problem('nowhere.txt')).toBe(`nowhere.txt: found no such file; expected a model: ${all}.`);
  const text = files.write('notes.txt', 'notes');
  expect(await problem(text)).toMatch(/found a file of no kind that can be opened/);
  expect(await problem(files.folder)).toMatch(/found a folder without a model/);
  expect(await problem('ftp://example.org/model.onnx')).toMatch(/found a URL of no kind that can be opened/);
});

test('a file: URL is its path', async () => {
  expect(await problem('file:///nowhere/model.onnx')).toMatch(/\/nowhere\/model\.onnx: found no such file/);
});

test('a source is a URL, a folder with what lies in it, or a file', async () => {
  files.write('config.json', '{}');
  expect(await sourceAt('oip+grpc://host:8001/v2/models/a')).toMatchObject({ kind: 'url', scheme: 'oip+grpc' });
  expect(await sourceAt(files.folder)).toMatchObject({ kind: 'folder', names: expect.any(Set) });
  // A drive letter is no scheme.
  expect(await sourceAt('C://models/a.onnx')).toMatchObject({ kind: 'file' });
});

test('paths are seen from a folder, and URLs from everywhere', () => {
  expect(sourceFrom('/models', 'a.onnx')).toBe('/models/a.onnx');
  expect(sourceFrom('/models', 'https://example.org/a.onnx')).toBe('https://example.org/a.onnx');
});

test('each kind matches its own sources', () => {
  const folderWith = (name: string) => ({ kind: 'folder', text: 'folder', names: new Set([name]) }) as const;
  const matching = (source: Parameters<(typeof openers)[number]['matches']>[0]) =>
    openers.filter((opener) => opener.matches(source)).map(({ opens }) => opens);
  expect(matching({ kind: 'file', text: 'A.ONNX' })).toEqual(['a file that ends in .onnx']);
  expect(matching(folderWith('model.json'))).toEqual(['a folder with model.json']);
  expect(matching({ kind: 'url', text: 'https://a/b.onnx', scheme: 'https' })).toEqual([]);
});
