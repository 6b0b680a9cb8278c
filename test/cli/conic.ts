import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from '@jest/globals';

/** The built command. */
export const command = resolve('dist/esm/src/cli/main.js');

/** What a command said, and its exit status. */
export interface Said {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  /** Default: a new folder that is removed when the command has ended, so that no run sees what another has stored. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Given the process when it has been started. */
  readonly meanwhile?: (child: ChildProcess) => void;
}

/** Runs `conic …` with nothing of the tests' own environment that changes its output. */
export function conic(args: readonly string[], { cwd, env = {}, meanwhile }: Circumstances = {}): Promise<Said> {
  const { FORCE_COLOR: _forced, NO_COLOR: _none, NODE_OPTIONS: _options, ...inherited } = process.env;
  const place = cwd ?? mkdtempSync(join(tmpdir(), 'conic-cwd-'));
  return new Promise<Said>((done, fail) => {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: place,
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.on('error', fail);
    child.on('close', (status, signal) =>
      done({ status, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
    );
    meanwhile?.(child);
  }).finally(() => {
    if (cwd === undefined) rmSync(place, { recursive: true, force: true });
  });
}

/** Expects the command to fail as a mistake of the user should: status 2, one message, nothing on standard output. */
export async function expectMistake(args: readonly string[], message: string, circumstances?: Circumstances) {
  const { status, out, err } = await conic(['check', ...args], circumstances);
  expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringContaining(message) });
  expect(err).toMatch(/^conic: /);
  expect(err).not.toMatch(/^\s+at /m);
}
