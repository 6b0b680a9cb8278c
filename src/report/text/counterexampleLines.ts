import type { CounterexampleBlock } from '../page.js';
import { shortNumber } from './figures.js';
import { withTruth } from './truthInWords.js';
import { viewInWords } from './viewInWords.js';

/** A counterexample in lines, for those who read no pictures: what happened, to which images, why, and how to see it again. */
export function counterexampleLines({
  why,
  truth,
  views,
  clearest,
  cause,
  files,
  command,
}: CounterexampleBlock): readonly string[] {
  if (why === undefined) return [];
  return [
    `counterexample: ${withTruth(why, truth)}`,
    ...views.map((view) => `  ${viewInWords(view)}`),
    ...(clearest === undefined ? [] : clearestLines(clearest, files.clearest)),
    ...(cause === undefined ? [] : [`cause: ${cause.kind}; ${cause.detail}`]),
    ...(cause?.culprits ?? []).map((culprit) => `to blame: ${culprit}`),
    ...(files.all === undefined ? [] : [`picture: ${files.all}`]),
    ...(command === undefined ? [] : [`again: ${command}`]),
  ];
}

/** The clearest violation in lines. @param picture the file with its images. */
export const clearestLines = (
  { why, truth, margin, views }: NonNullable<CounterexampleBlock['clearest']>,
  picture: string | undefined,
): readonly string[] => [
  `clearest: ${withTruth(why, truth)}  (margin ${shortNumber(margin, 3)})`,
  ...views.map((view) => `  ${viewInWords(view)}`),
  ...(picture === undefined ? [] : [`  picture: ${picture}`]),
];
