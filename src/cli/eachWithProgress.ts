import { turn } from '../clock.js';
import { interrupt } from './interrupt.js';
import { progressBar } from './progress.js';

/** What came of one item, and whether it counts as a violation in the bar. */
interface Done<Result> {
  readonly result: Result;
  readonly violated: boolean;
}

/**
 * Works through items one by one with a bar on standard error. Ctrl-C ends it with what there is; Ctrl-C again ends the
 * process.
 *
 * @param name shown before the bar.
 * @param shown whether there is a bar.
 */
export async function eachWithProgress<Item, Result>(
  name: string,
  items: readonly Item[],
  shown: boolean,
  work: (item: Item, signal: AbortSignal) => Promise<Done<Result>>,
): Promise<readonly Done<Result>[]> {
  const bar = progressBar(shown);
  const stop = interrupt(
    () => bar.say('conic: stopping with what there is; Ctrl-C again ends at once'),
    () => bar.stop(),
  );
  const done: Done<Result>[] = [];
  let violated = 0;
  try {
    for (const item of items) {
      bar.update({ property: name, phase: 'cases', done: done.length, planned: items.length, violated });
      // A turn of the event loop, since that is when Ctrl-C arrives; the work itself may never wait for anything.
      await turn();
      if (stop.signal.aborted) break;
      const result = await work(item, stop.signal);
      if (result.violated) violated++;
      done.push(result);
    }
  } finally {
    bar.stop();
    stop.release();
  }
  return done;
}
