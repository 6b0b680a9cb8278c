import type { ReportedCounterexample } from '../documents/check.js';

type ReportedTruth = NonNullable<ReportedCounterexample['truth']>;

/** @example truthInWords({ label: 'dress', by: 'the folder' }); // 'the folder says dress' */
export const truthInWords = ({ label, by }: ReportedTruth): string => `${by} says ${label}`;

/** What happened, with the truth beside it: `coat became dress; the folder says dress`. */
export const whyAndTruth = ({ why, truth }: Pick<ReportedCounterexample, 'why' | 'truth'>): string =>
  truth === undefined ? why : `${why}; ${truthInWords(truth)}`;
