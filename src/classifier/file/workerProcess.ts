import { fork } from 'node:child_process';
import { ownFile } from '../../ownFile.js';
import { HeldWords } from './heldWords.js';
import type { FromWorkerProcess, ToWorkerProcess } from './processMessages.js';
import type { Carried, RunningWorker, WorkerListener, WorkerStart } from './runningWorker.js';

/** How many of the things that are carried a process has at once: those of several runs, which may take turns. */
const mostCarried = 8;

/**
 * A worker in a process of its own: see `src/classifier/file/workerProcessMain.ts`. A crash of native code ends that process, which is
 * heard as the worker's end. It does not outlive this process, however that ends.
 *
 * @param listener is given the answers that the script in the process sends: of their type, the caller is sure.
 * @example const worker = startProcess({ script, workerData }, { answered: (reply) => …, ended: (found) => … });
 */
export function startProcess<Request, Reply>(
  { script, workerData, stackMegabytes }: WorkerStart,
  listener: WorkerListener<Reply>,
): RunningWorker<Request> {
  const child = fork(ownFile('src/classifier/file/workerProcessMain.js'), [], {
    // Flags that this process was started with are not for that one.
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  // Whether it has gone is heard from the process itself.
  const tell = (message: ToWorkerProcess): void => void child.send(message, () => undefined);
  const kept = new KeptThere();
  const words = new HeldWords(child.stderr);
  let next = 0;
  let isOver = false;
  let isEnded = false;
  const over = new Promise<void>((resolve) => {
    const end = (found: string): void => {
      resolve();
      if (isOver) return;
      isOver = true;
      listener.ended(found);
    };
    // What was answered before the end is heard before it: messages may come after the news that the process is gone.
    let left = 2;
    let found = 'its process ended';
    const gone = (): void => {
      if (--left === 0) end(found);
    };
    child.on('message', (message) => {
      if (isOver || !isFromProcess<Reply>(message)) return;
      words.release();
      if (message.kind === 'answered') return listener.answered(message.reply);
      child.kill('SIGKILL');
      end(message.found);
    });
    child.on('error', (error) => end(`a process for it that does not start: ${error.message}`));
    child.on('close', (status, signal) => {
      found = signal === null ? `its process ended with status ${status}` : `its process ended by ${signal}`;
      if (isEnded) words.release();
      else found += words.firstLine();
      gone();
    });
    child.on('disconnect', gone);
  });
  const hold = (isHeld: boolean): void => {
    words.hold(isHeld);
    for (const handle of [child, child.channel])
      if (isHeld) handle?.ref();
      else handle?.unref();
  };
  tell({ kind: 'start', script: script.href, workerData, stackMegabytes });
  return {
    isApart: true,
    send: ({ request, carried, isDropped }) => {
      const number = next++;
      tell({ kind: 'errand', number, request, isDropped, ...kept.given(carried) });
      return () => tell({ kind: 'drop', number });
    },
    hold,
    end: async () => {
      // Whoever waits for the end is to hear of it.
      hold(true);
      isEnded = true;
      child.kill('SIGKILL');
      await over;
    },
  };
}

/** Whether it is what the process says: native code and engines have no hand in it. */
const isFromProcess = <Reply>(message: unknown): message is FromWorkerProcess<Reply> =>
  typeof message === 'object' && message !== null && 'kind' in message;

/** What a process has been given already. */
class KeptThere {
  /** Those used last come last. */
  readonly #ids = new Map<Carried, number>();
  #next = 0;

  /** What to send so that a process has all of these. */
  given(carried: readonly Carried[]): Pick<ToWorkerProcess & { kind: 'errand' }, 'carried' | 'learned' | 'forgotten'> {
    const learned: { id: number; value: Carried }[] = [];
    const ids = carried.map((value) => {
      const known = this.#ids.get(value);
      const id = known ?? this.#next++;
      if (known === undefined) learned.push({ id, value });
      this.#ids.delete(value);
      this.#ids.set(value, id);
      return id;
    });
    const forgotten: number[] = [];
    for (const [value, id] of this.#ids) {
      if (this.#ids.size <= Math.max(mostCarried, carried.length)) break;
      this.#ids.delete(value);
      forgotten.push(id);
    }
    return { carried: ids, learned, forgotten };
  }
}
