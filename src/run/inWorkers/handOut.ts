import { ownFile } from '../../ownFile.js';
import { Queue } from '../queue.js';
import type { SentRun } from './sendRun.js';
import { isSliceFindings, nothingFound, type Slice, type SliceFindings } from './slice.js';

/** Cases of the first slice: few, so that it is soon known how long they take. */
const firstSize = 4;

/** How long a slice should take, in milliseconds: a run that ends has started this much in vain. */
const wantedTime = 40;

/** Slices under way for each thread: one is being done, one waits there, and one makes up for those that take longer. */
const slicesEach = 3;

/**
 * Hands out the cases `from` to `to - 1` of a run to its workers, slice by slice, and gives what came of them in the order of the
 * cases. Whoever has heard enough stops listening. After a slice that failed there is no other.
 *
 * @param signal ends it at once: what is under way is not waited for.
 * @example for await (const findings of handedOut(run, { from: 64, to: 100_000 }, signal)) for (const outcome of outcomesIn(findings)) …
 */
export async function* handedOut(
  { id, carry, crew, hands }: SentRun,
  { from, to }: Pick<Slice, 'from' | 'to'>,
  signal: AbortSignal,
): AsyncGenerator<SliceFindings, void, undefined> {
  const { told, pixels } = carry();
  const ended = new AbortController();
  const underWay = new Queue<Promise<SliceFindings>>();
  const asked = { signal: AbortSignal.any([signal, ended.signal]) };
  const stopped = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true, signal: ended.signal }),
  );
  const send = (slice: Slice): Promise<SliceFindings> =>
    crew.work(script, slice, [told, pixels], asked).then(
      (answer) => (isSliceFindings(answer) ? answer : nothingFound(slice)),
      (thrown: unknown) => nothingFound(slice, thrown),
    );
  let [next, size] = [from, firstSize];
  try {
    for (;;) {
      while (underWay.length < hands * slicesEach && next < to) {
        // Smaller ones at the end, so that all workers have something to do until then.
        const left = Math.ceil((to - next) / (hands * slicesEach));
        const end = Math.min(to, next + Math.max(firstSize, Math.min(size, left)));
        underWay.add(send({ run: id, from: next, to: end }));
        next = end;
      }
      const first = underWay.take();
      if (first === undefined || signal.aborted) return;
      const findings = await Promise.race([first, stopped]);
      if (findings === undefined || signal.aborted) return;
      const { took, kinds } = findings;
      if (took > 0) size = Math.max(1, Math.min(2 * size, Math.round((wantedTime / took) * kinds.length)));
      yield findings;
      if (findings.failed) return;
    }
  } finally {
    ended.abort();
    // What is left ends before long, and nothing is to be under way after a run; unless nobody wants to wait.
    for (let left = underWay.take(); left !== undefined && !signal.aborted; left = underWay.take())
      await Promise.race([left, stopped]);
  }
}

const script = ownFile('src/run/inWorkers/examineSlice.js');
