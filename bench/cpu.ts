import { readFileSync } from 'node:fs';

/** CPU time that all threads of this process have taken so far, in microseconds: it says as much on a busy machine as on an idle one. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The same of the main thread alone; NaN where the system does not tell, as only Linux does. */
export function mainThreadTime(): number {
  try {
    const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(nanoseconds) / 1000;
  } catch {
    return Number.NaN;
  }
}
