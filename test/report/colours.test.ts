import { expect, test } from '@jest/globals';
import { coloursFor } from '../../src/report/colours.js';

const coloured = (env: NodeJS.ProcessEnv, terminal: boolean): boolean =>
  coloursFor(env, terminal).red('x').includes('\u001b');

test('colours are for terminals, unless told otherwise', () => {
  expect(coloured({}, true)).toBe(true);
  expect(coloured({}, false)).toBe(false);
  expect(coloured({ CI: 'true' }, false)).toBe(false);
  expect(coloured({ TERM: 'dumb' }, true)).toBe(false);
  expect(coloured({ NO_COLOR: '1' }, true)).toBe(false);
  expect(coloured({ NO_COLOR: '' }, true)).toBe(true);
  expect(coloured({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
  expect(coloured({ FORCE_COLOR: '1' }, false)).toBe(true);
  expect(coloured({ FORCE_COLOR: '0' }, true)).toBe(false);
});
