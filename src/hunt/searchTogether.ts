/** One of many searches: it asks for scalars, is told an answer at each, and comes to something. */
export type SearchOfOne<Answer, Found> = Generator<readonly number[], Found, readonly Answer[]>;

/** A scalar that is asked about, and the place of what it multiplies. */
export interface ScalarQuestion {
  readonly index: number;
  readonly scalar: number;
}

/** What is searched together, and how. */
export interface Searches<Answer, Found> {
  /** How many there are. */
  readonly count: number;
  /** The first whose result is wanted. Its group begins where it would without this, so that batches are what they would be. */
  readonly first?: number;
  /** How many go together, step by step. */
  readonly group: number;
  readonly begin: (index: number) => SearchOfOne<Answer, Found>;
  readonly ask: (questions: readonly ScalarQuestion[]) => Promise<readonly Answer[]>;
  /** Hears of a result as soon as it is there, before its turn to be given has come. */
  readonly onFound?: (found: Found, index: number) => void;
  /** Called after every step of a group. */
  readonly onStep?: () => void;
  /** Called when nobody wants any more: questions that wait may be given up. */
  readonly onEnd?: () => void;
}

/** Groups under way: while one thinks about its answers, the workers have the questions of the others. */
const groupsAhead = 8;

/**
 * Many searches at once. They go in groups whose questions share batches, and one that is finished leaves its group; results come
 * in order. Which questions share a batch depends on the searches alone and not on timing, so that the same ones give the same
 * results to the last bit.
 *
 * @throws what `ask` throws.
 */
export async function* searchTogether<Answer, Found>(
  searches: Searches<Answer, Found>,
): AsyncGenerator<Found, void, undefined> {
  const { count, first = 0, group: size, onEnd } = searches;
  let next = Math.floor(first / size) * size;
  let place = next;
  const groups: Promise<readonly Found[]>[] = [];
  const begin = (): void => {
    while (groups.length < groupsAhead && next < count) {
      const group = searchGroup(next, Math.min(next + size, count), searches);
      // Its failure is heard of when its turn comes.
      group.catch(() => undefined);
      groups.push(group);
      next += size;
    }
  };
  try {
    for (;;) {
      begin();
      const group = groups.shift();
      if (group === undefined) return;
      for (const found of await group) if (place++ >= first) yield found;
    }
  } finally {
    onEnd?.();
    await Promise.allSettled(groups);
  }
}

/** Some searches, step by step together. */
async function searchGroup<Answer, Found>(
  from: number,
  to: number,
  { begin, ask, onFound, onStep }: Searches<Answer, Found>,
): Promise<readonly Found[]> {
  const results: Found[] = [];
  let active = Array.from({ length: to - from }, (_, i) => {
    const search = begin(from + i);
    return { index: from + i, search, step: search.next() };
  });
  while (active.length > 0) {
    const questions = active.flatMap(({ index, step }) =>
      step.done === true ? [] : step.value.map((scalar) => ({ index, scalar })),
    );
    const answers = await ask(questions);
    let at = 0;
    for (const one of active) {
      if (one.step.done === true) continue;
      const { length } = one.step.value;
      one.step = one.search.next(answers.slice(at, at + length));
      at += length;
    }
    active = active.filter(({ index, step }) => {
      if (step.done !== true) return true;
      results[index - from] = step.value;
      onFound?.(step.value, index);
      return false;
    });
    onStep?.();
  }
  return results;
}
