// The process that is kept: it runs one command after the other, as `conic` does, and says how each ended.
import { readFileSync, writeFileSync } from 'node:fs';
import { commands } from '../../../dist/cjs/src/cli/commands.js';
import { InputError, messageOf } from '../../../dist/cjs/src/errors.js';

/** What the process is asked to run: the arguments of `conic`. */
export interface AskedRun {
  readonly args: readonly string[];
}

/** How a command ended. */
export interface EndedRun {
  readonly status: number;
  /** The message of what it threw; empty where it came to a verdict. */
  readonly message: string;
  /** The stack, where what it threw is none of the errors that have a message alone. */
  readonly stack: string | undefined;
  /** The most memory that the process had while it ran, in bytes; NaN where the system does not tell. */
  readonly peak: number;
}

const send = (ended: EndedRun): void => void process.send?.(ended);

// On Linux the system counts the most memory from here on.
const countAnew = (): void => {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere it is not told.
  }
};
const peak = (): number => {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
};

/** Read anew: a command has set it. */
const statusNow = (): number => Number(process.exitCode ?? 0);

async function run({ args: [name = '', ...args] }: AskedRun): Promise<Omit<EndedRun, 'peak'>> {
  try {
    const command = await commands[name]?.load();
    if (command === undefined) throw new Error(`there is no conic ${name}`);
    command.exitOverride().configureOutput({ outputError: () => undefined });
    await command.parseAsync(args, { from: 'user' });
    return { status: statusNow(), message: '', stack: undefined };
  } catch (thrown) {
    // As src/cli/main.ts tells them apart.
    const isTold = thrown instanceof InputError || (thrown instanceof Error && 'syscall' in thrown);
    const stack = isTold ? undefined : thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { status: 2, message: messageOf(thrown), stack };
  } finally {
    process.exitCode = 0;
  }
}

// A gate ends its process half a second after its verdict, whatever a configuration has left open there. This process goes on.
const end = process.exit.bind(process);
const goesOn = new Error('this process goes on');
process.exit = () => {
  throw goesOn;
};
process.on('uncaughtException', (thrown) => {
  if (thrown !== goesOn)
    send({ status: 2, message: messageOf(thrown), stack: `not caught: ${thrown.stack}`, peak: peak() });
});
process.on('message', (asked: AskedRun) => {
  countAnew();
  void run(asked).then((ended) => send({ ...ended, peak: peak() }));
});
process.on('disconnect', () => end());
