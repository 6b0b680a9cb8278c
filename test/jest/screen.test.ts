import { expect, test } from '@jest/globals';
import { screen } from '../../src/jest/screen.js';

test.each(['linux', 'dumb'])('%s has no block characters', (TERM) => {
  expect(screen({ TERM }).blocks).toBe(false);
});

test('other terminals have, and so have logs', () => {
  for (const environment of [{ TERM: 'xterm-256color' }, { TERM: 'screen' }, {}])
    expect(screen(environment).blocks).toBe(true);
});

test('NO_COLOR and FORCE_COLOR are heeded; that a log is one of a pipeline says nothing of colours', () => {
  expect(screen({ FORCE_COLOR: '1' }).colours).toBe(true);
  expect(screen({ NO_COLOR: '1', FORCE_COLOR: '1' }).colours).toBe(false);
  expect(screen({ CI: 'true', FORCE_COLOR: '0' }).colours).toBe(false);
});
