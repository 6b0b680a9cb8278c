import { clearTimeout, setTimeout } from 'node:timers';
import { LateClassifierError, type Sentence } from '../errors.js';
import { milliseconds } from '../settings/kinds.js';
import { usualModelTimeout } from '../settings/model.js';

/** How long a model that runs here may take for one call, in seconds, and whose name an error has. */
export interface AnswerTime {
  /** The model's name, for errors. */
  readonly where: string;
  /** Default: {@link usualModelTimeout}. */
  readonly modelTimeout: number | undefined;
}

/** The error where a model took too long. @param besides what else there is to do about it, as parts of a sentence. */
export const lateAnswer = (
  { where, modelTimeout = usualModelTimeout.here }: AnswerTime,
  besides: Exclude<Sentence, string> = [],
): LateClassifierError =>
  new LateClassifierError({
    where,
    found: `no answer after ${modelTimeout} second${modelTimeout === 1 ? '' : 's'}`,
    expected: 'scores',
    remedy: [
      'Wait longer, such as ',
      { option: ['modelTimeout'], value: Math.ceil(modelTimeout * 10) },
      ', or ask for less at once, such as ',
      { option: ['batchLimit'], value: 1 },
      '.',
      ...besides,
    ],
  });

/** The error where a model has lost the question: nothing in the process is left to do, and an answer can come from nowhere. */
const lostAnswer = ({ where }: AnswerTime): LateClassifierError =>
  new LateClassifierError({
    where,
    found: 'no answer, and nothing left in this process that one could come from',
    expected: 'scores',
    remedy: 'See that every promise of the model is settled.',
  });

/** What gives up each call that has no answer yet. */
const waiting = new Set<() => void>();

/** Node has nothing left to do and is about to end, in the middle of these calls: none of them can be answered any more. */
function giveUpAll(): void {
  for (const giveUp of waiting) giveUp();
}

/**
 * An answer, if it comes in time. The timer keeps no process alive: a test that has been answered is not to hold Jest. A process that
 * would end for want of anything to do, since the model has lost the question, is told so at once.
 *
 * @throws LateClassifierError if it does not. What works on it is not interrupted: that is not in anybody's power here.
 * @example const scores = await inTime({ where: 'lenet', modelTimeout: 60 }, () => ask(batch));
 */
export async function inTime<Answer>(time: AnswerTime, ask: () => Answer | Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    giveUp = () => reject(lostAnswer(time));
    const seconds = time.modelTimeout ?? usualModelTimeout.here;
    timer = setTimeout(() => reject(lateAnswer(time)), milliseconds(seconds));
    timer.unref();
  });
  if (waiting.size === 0) process.on('beforeExit', giveUpAll);
  waiting.add(giveUp);
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
    waiting.delete(giveUp);
    if (waiting.size === 0) process.off('beforeExit', giveUpAll);
  }
}
