// oxlint-disable-next-line import/no-unassigned-import -- it sets up the terminal, before conic looks at it
import './plainTerminal.js';
import { expect, test } from '@jest/globals';
import { screen } from '../../src/jest/screen.js';

test.each(['linux', 'dumb'])('%s has no block characters', (TERM) => {
  expect(screen({ TERM }).blocks).toBe(false);
});

test('other terminals have, and so have logs', () => {
  for (const environment of [{ TERM: 'xterm-256color' }, { TERM: 'screen' }, {}])
    expect(screen(environment).blocks).toBe(true);
});

test('NO_COLOR is heeded', () => {
  expect(screen().colours).toBe(false);
});
