import { readdirSync, readFileSync } from 'node:fs';

// What Linux tells of processes.

/** Processes that another one has started and that have not ended. */
export function startedBy(pid: number | undefined): readonly number[] {
  const started: number[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(parent) === pid) started.push(Number(name));
    } catch {
      // It has ended meanwhile.
    }
  }
  return started;
}

/** Whether a process does something: one that nobody has asked for its status yet does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
