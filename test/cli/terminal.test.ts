import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { command } from './conic.js';
import { lenet } from './hostileModels.js';

// `script` of util-linux runs a command in a terminal.
const hasTerminal = String(spawnSync('script', ['--version']).stdout).includes('util-linux');

(hasTerminal ? test : test.skip)('in a terminal a bar is drawn and cleared, the cursor comes back', () => {
  const args = [lenet('zero-bias'), '--property', 'scalar-invariance', '--cases', '3000', '--seed', '1'];
  const line = [process.execPath, command, 'check', ...args].map((word) => `'${word}'`).join(' ');
  const { NO_COLOR: _none, FORCE_COLOR: _forced, ...env } = process.env;
  const { stdout: seen, status } = spawnSync('script', ['-qec', `stty cols 80; ${line}`, '/dev/null'], {
    encoding: 'utf8',
    env: { ...env, TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(status).toBe(0);
  const [hidden, shown] = ['\u001b[?25l', '\u001b[?25h'].map((code) => seen.lastIndexOf(code));
  expect(hidden).toBeGreaterThanOrEqual(0);
  expect(shown).toBeGreaterThan(hidden!);
  // The last thing before the report is the clearing of the line.
  const tail = ['[?25h', '[?7h', '8', '[1G', '[2K', '[1mlenet-zero-bias'].map((code) => `\u001b${code}`).join('');
  expect(seen.slice(shown, shown! + tail.length)).toBe(tail);
  expect(seen).toMatch(/scalar-invariance =* *-+ 0\/3000, 0 violated, looking/);
  for (const drawn of seen.split('\u001b[0K').filter((part) => part.includes('violated, ')))
    expect(drawn.split('\u001b[1G').at(-1)!.length).toBeLessThanOrEqual(80);
});
