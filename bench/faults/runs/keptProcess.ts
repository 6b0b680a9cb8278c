import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EndedRun } from './keptCommand.js';

/** What became of a run in the process that is kept: its end, or that of the process. */
export type KeptEnd =
  | ({ readonly kind: 'ended' } & EndedRun)
  | { readonly kind: 'crashed'; readonly signal: string; readonly printed: string }
  | { readonly kind: 'late' };

/** Runs in one process; what engines leave behind in it is not to be taken for what the next model takes. */
const runsEach = 100;
const kept = 400 * 2 ** 20;

const wordFor = (status: number | null, signal: string | null): string => signal ?? `status ${status}`;

/** A process of conic that runs one command after the other: a hundred times as many as there are starts of the command. */
export class KeptProcess {
  #child: ChildProcess | undefined;
  #runs = 0;
  #printed = '';

  /** @param seconds after which a run is given up. */
  constructor(private readonly seconds: number) {}

  async run(args: readonly string[]): Promise<KeptEnd> {
    if (this.#runs >= runsEach || this.#resident() > kept) this.stop();
    const child = (this.#child ??= this.#started());
    if (child.exitCode !== null || child.signalCode !== null) {
      const signal = `${wordFor(child.exitCode, child.signalCode)} after the run before`;
      this.stop();
      return { kind: 'crashed', signal, printed: this.#printed };
    }
    this.#runs++;
    this.#printed = '';
    const end = await new Promise<KeptEnd>((resolve) => {
      const done = (how: KeptEnd): void => {
        clearTimeout(timer);
        child.off('message', answered).off('exit', exited);
        resolve(how);
      };
      const timer = setTimeout(() => done({ kind: 'late' }), this.seconds * 1000);
      const answered = (ended: EndedRun): void => done({ kind: 'ended', ...ended });
      const exited = (status: number | null, signal: string | null): void =>
        done({ kind: 'crashed', signal: wordFor(status, signal), printed: this.#printed });
      child.on('message', answered).on('exit', exited);
      child.send({ args });
    });
    if (end.kind !== 'ended') this.stop();
    return end;
  }

  stop(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#runs = 0;
  }

  #started(): ChildProcess {
    const child = fork(fileURLToPath(new URL('keptCommand.ts', import.meta.url)), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // What cannot be sent to a process that is about to end: its end follows, and says it.
    child.on('error', () => undefined);
    child.stderr?.on('data', (part: Buffer) => (this.#printed = (this.#printed + String(part)).slice(-1000)));
    return child;
  }

  #resident(): number {
    try {
      const [, pages = 0] = readFileSync(`/proc/${this.#child?.pid}/statm`, 'utf8').split(' ').map(Number);
      return pages * 4096;
    } catch {
      return 0;
    }
  }
}
