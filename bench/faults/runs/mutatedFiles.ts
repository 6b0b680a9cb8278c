import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Chance } from '../../../test/soundness/chance.js';
import type { Fault } from '../fault.js';
import { command, oddMessage } from './command.js';
import { KeptProcess, type KeptEnd } from './keptProcess.js';
import { reportFaults } from './wholeness.js';

/** A file that was mutated, in a folder that is its own, and what conic is asked of it. */
export interface Mutated {
  /** The arguments of `conic`. */
  readonly args: readonly string[];
  /** Names, one of which a message has to have: the file's, its folder's. */
  readonly names: readonly string[];
  /** The folder of the report that is asked for, where one is. */
  readonly report?: string;
  /** Whether nothing has happened to the file after all: where a whole one is refused, nothing is learned from the others. */
  readonly isWhole?: boolean;
  /** What else a verdict may not be, as a sentence; undefined where it is right. */
  readonly judge?: (status: number) => string | undefined;
}

export interface MutatedKind extends Pick<Fault, 'name' | 'whole' | 'missing'> {
  /** Writes the mutated file of a seed into an empty folder. */
  readonly make: (chance: Chance, folder: string) => Mutated | Promise<Mutated>;
}

/** What a run may take. */
const most = { seconds: 60, bytes: 2 ** 30 };
/** The share of files that are left as they are, to see that whole ones are taken. */
export const leftWhole = 0.1;
/** One in so many is tried with the command itself as well, in a process of its own. */
const sampled = 25;

/**
 * Files that something has happened to: each run ends in time, within a bound of memory, with status 2 and a message that names the
 * file, or with a verdict and a whole report. All are tried in a process that is kept, and some with the command.
 */
export const mutatedFiles = ({ name, whole, missing, make }: MutatedKind): Fault => ({
  name,
  whole,
  ...(missing === undefined ? {} : { missing }),
  async run(attempts, folder, tried) {
    const kept = new KeptProcess(most.seconds);
    tried.ended.addEventListener('abort', () => kept.stop());
    try {
      for (let seed = 1; seed <= attempts; seed++) {
        const own = join(folder, String(seed));
        mkdirSync(own);
        const mutated = await make(new Chance(seed), own);
        const before = readdirSync(own);
        const end = await kept.run(mutated.args);
        const faults = [...faultsOf(end, mutated), ...leftovers(own, before, mutated, end)];
        // What a crash leaves is the next run's to put in order.
        if (end.kind === 'ended' && (seed % sampled === 1 || faults.length > 0))
          faults.push(...(await commandFaults(end, mutated, own)));
        tried.end(
          wordFor(end),
          faults.map((fault) => `${name} ${seed}: ${fault} (conic ${mutated.args.join(' ')})`),
        );
        if (faults.length === 0) rmSync(own, { recursive: true, force: true });
      }
    } finally {
      kept.stop();
    }
  },
});

const wordFor = (end: KeptEnd): string => {
  switch (end.kind) {
    case 'late':
      return 'late';
    case 'crashed':
      return 'engine crashed';
    case 'ended':
      return end.status === 2 ? 'refused' : 'a verdict';
  }
};

function faultsOf(end: KeptEnd, { names, report, isWhole, judge }: Mutated): string[] {
  if (end.kind === 'late') return [`no end within ${most.seconds} s`];
  // Counted apart: what native code does to its process no code in that process can help.
  if (end.kind === 'crashed')
    return end.signal.startsWith('status') ? [`the process ended with ${end.signal}: ${end.printed}`] : [];
  const faults: string[] = [];
  if (end.peak > most.bytes) faults.push(`${Math.round(end.peak / 2 ** 20)} MB`);
  if (end.stack !== undefined) return [...faults, `a stack: ${end.stack.split('\n').slice(0, 3).join(' | ')}`];
  if (end.status !== 2) {
    const wrong = judge?.(end.status);
    if (wrong !== undefined) faults.push(wrong);
    if (report !== undefined) faults.push(...reportFaults(report));
  } else if (isWhole === true) faults.push(`refused, with nothing mutated: ${end.message.slice(0, 300)}`);
  else if (end.message !== '' && !names.some((name) => end.message.includes(name)))
    faults.push(`a message without the file's name: ${end.message.slice(0, 300)}`);
  return faults;
}

/** What a run has left beside what was there. */
function leftovers(folder: string, before: readonly string[], { report }: Mutated, end: KeptEnd): string[] {
  if (end.kind !== 'ended') return [];
  const kept = end.status !== 2 && report !== undefined ? [report] : [];
  const left = readdirSync(folder).filter((name) => !before.includes(name) && !kept.includes(join(folder, name)));
  return left.length === 0 ? [] : [`left behind: ${left.join(', ')}`];
}

/** The same run with the command itself: the same status, and nothing said but one message. */
async function commandFaults(
  end: Extract<KeptEnd, { kind: 'ended' }>,
  { args, report }: Mutated,
  folder: string,
): Promise<string[]> {
  if (report !== undefined && existsSync(report)) rmSync(report, { recursive: true });
  const { status, signal, err, out } = await command(args, { cwd: folder });
  const faults: string[] = [];
  if (status !== end.status) faults.push(`the command ends with ${signal ?? status}, not ${end.status}`);
  const odd = oddMessage(err);
  if (odd !== undefined) faults.push(`the command says ${odd}`);
  if (status === 2 && err.trim() === '' && out.trim() === '') faults.push('the command says nothing');
  return faults;
}
