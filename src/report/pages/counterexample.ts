import type { ReportedCounterexample, ReportedResult } from '../documents/check.js';
import type { CounterexampleBlock, ShownView } from '../page.js';
import { shellWord } from '../text/shellWord.js';
import { truthInWords } from '../text/truthInWords.js';

/** A counterexample for readers. @param command what to type to see it again. */
export function counterexampleBlock(
  { property, claim }: Pick<ReportedResult, 'property' | 'claim'>,
  found: ReportedCounterexample,
  command: string | undefined,
): CounterexampleBlock {
  const { why, truth, scalar, label, labelAfter, margin, example, shrinks, views, clearest, cause, stored, files } =
    found;
  const own = views.flatMap(({ file }) => file ?? []);
  const [original, scaled] = views.length === 2 ? own : [];
  return {
    kind: 'counterexample',
    property,
    claim,
    why,
    ...(scalar === undefined ? {} : { scalar }),
    label,
    labelAfter,
    ...(truth === undefined ? {} : { truth: truthInWords(truth) }),
    margin,
    origin: example === undefined ? `${shrinks} times simplified` : 'from the store',
    views: shownViews(found),
    ...(clearest === undefined ? {} : { clearest: shownClearest(clearest) }),
    cause: { kind: cause.kind, detail: cause.detail, culprits: cause.culprits ?? [] },
    ...(stored === undefined ? {} : { stored }),
    ...(command === undefined ? {} : { command }),
    files: {
      ...(files[0] === undefined ? {} : { all: files[0] }),
      ...(clearest?.picture === undefined ? {} : { clearest: clearest.picture }),
      ...(original === undefined ? {} : { original }),
      ...(scaled === undefined ? {} : { scaled }),
      views: own,
    },
  };
}

const shownViews = ({ views, truth }: Pick<ReportedCounterexample, 'views' | 'truth'>): readonly ShownView[] =>
  views.map(({ title, image, label, truth: known, scores, space }) => ({
    title,
    image,
    ...(space === 'model' ? { note: 'after preprocessing' } : {}),
    label,
    ...(truth !== undefined || known === undefined ? {} : { truth: truthInWords(known) }),
    scores,
  }));

function shownClearest(
  clearest: NonNullable<ReportedCounterexample['clearest']>,
): NonNullable<CounterexampleBlock['clearest']> {
  const { why, scalar, truth, margin } = clearest;
  return {
    why,
    ...(scalar === undefined ? {} : { scalar }),
    ...(truth === undefined ? {} : { truth: truthInWords(truth) }),
    margin,
    views: shownViews(clearest),
  };
}

/**
 * A line to paste that finds a counterexample again; nothing for one from the store, which is tried first anyway.
 *
 * @param command what was typed; without it, the line has the flags alone.
 */
export const againOf = (
  { property, module }: Pick<ReportedResult, 'property' | 'module'>,
  { seed, path, example }: ReportedCounterexample,
  command?: string,
): string | undefined => {
  if (example !== undefined) return undefined;
  const asked = shellWord(module === undefined ? property : `${module}#${property}`);
  const flags = `--property ${asked} --seed ${seed} --path ${path}`;
  // One case: where violations are counted, the run would go on behind it.
  return command === undefined ? flags : `${command} ${flags} --cases 1`;
};
