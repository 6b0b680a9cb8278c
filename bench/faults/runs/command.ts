import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const commandFile = fileURLToPath(new URL('../../../dist/esm/src/cli/main.js', import.meta.url));

/** What a command said, and how it ended. */
export interface CommandEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly milliseconds: number;
}

export interface CommandCircumstances {
  readonly cwd: string;
  /** What Node itself is told. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Given the process when it has been started. */
  readonly meanwhile?: (child: ChildProcess) => void;
}

/** After this long a command is taken for one that never ends, and killed. */
const patience = 120_000;

/** Runs `conic …` as a user does. */
export function command(args: readonly string[], circumstances: CommandCircumstances): Promise<CommandEnd> {
  const { cwd, node = [], env = {}, meanwhile } = circumstances;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, commandFile, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.on('error', reject);
    const timer = setTimeout(() => child.kill('SIGKILL'), patience);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const milliseconds = performance.now() - started;
      resolve({ status, signal, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)), milliseconds });
    });
    meanwhile?.(child);
  });
}

/** Why what a command said to standard error is no message of conic's: a stack, several lines, or another beginning. */
export function oddMessage(err: string): string | undefined {
  if (/^\s+at .*[:(]/m.test(err)) return 'a stack';
  const lines = err.split('\n').filter((line) => line !== '');
  const strange = lines.find((line) => !line.startsWith('conic: '));
  if (strange !== undefined) return `a line that is none of conic's: ${strange.slice(0, 200)}`;
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u0009\u000b-\u001f\u007f]/.test(err) ? 'control characters' : undefined;
}
