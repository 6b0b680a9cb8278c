import { expect, test } from '@jest/globals';
import { fileNames } from '../../src/report/fileNames.js';

test.each([
  [['vertex 1', 'a/b', 'a:b', 'A b'], [], ['vertex-1', 'a-b', 'a-b-2', 'A-b-3']],
  [['..', '.hidden', '', '///'], [], ['unnamed', 'hidden', 'unnamed-2', '-']],
  [['picture', 'Picture'], ['picture'], ['picture-2', 'Picture-3']],
  [['数字', 'größe'], [], ['数字', 'größe']],
  [['x'.repeat(300)], [], ['x'.repeat(60)]],
])('%j', (names, taken, files) => {
  expect(fileNames(names, taken)).toEqual(files);
});
