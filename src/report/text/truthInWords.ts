import type { ReportedCounterexample } from '../documents/check.js';

type ReportedTruth = NonNullable<ReportedCounterexample['truth']>;

/** @example truthInWords({ label: 'dress', by: 'the folder' }); // 'the folder says dress' */
export const truthInWords = ({ label, by }: ReportedTruth): string => `${by} says ${label}`;

/** @example withTruth('coat became dress', 'the folder says dress'); // 'coat became dress; the folder says dress' */
export const withTruth = (what: string, truth: string | undefined): string =>
  truth === undefined ? what : `${what}; ${truth}`;
