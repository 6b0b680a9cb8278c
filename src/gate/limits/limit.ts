import { createHash } from 'node:crypto';
import type { Counts } from '../../run/progress.js';
import type { Interval } from '../statistics/clopperPearson.js';
import type { MarginLimit, PropertyLimits, ProvedLimit, RegressionLimit } from '../config/config.js';
import type { GateLimit } from '../schema.js';

/** What is asked of one subject of the gate: a property, the contrast margin, or the zero image. */
export interface Asked {
  /** The property's name, `contrast-margin`, `proved-on-ray` or `zero-image`. */
  readonly subject: string;
  readonly severity: 'fail' | 'warn';
  /** Decided cases that are to be tried. */
  readonly cases: number;
  /** Whether all of them are tried, even when the answer is known before. */
  readonly exhaustive: boolean;
  readonly noneViolated?: true;
  readonly rate?: Required<Pick<NonNullable<PropertyLimits['rate']>, 'atMost' | 'confidence'>>;
  readonly margin?: MarginLimit;
  readonly proved?: ProvedLimit;
  readonly zeroImage?: { readonly atMost: number };
  readonly leastCases?: number;
  readonly regression?: RegressionLimit;
  /** What the same cases came to for the baseline, a letter each. */
  readonly released?: string;
}

/** What a run showed of a subject. */
export interface Evidence {
  readonly counts: Counts;
  /** A letter a case, in order. */
  readonly outcomes: string;
  /** Why the run ended early, where nothing was decided by that. */
  readonly stopped?: 'time limit' | 'aborted';
  /** Whether the violations show only in a batch. */
  readonly batchDependent: boolean;
  /** A number that was measured besides. */
  readonly value?: number;
}

/** What came of a limit, before anybody has accepted it and before its severity counts. */
export interface Ruling {
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
  readonly cases: number;
  readonly limit?: number;
  readonly measured?: number;
  readonly interval?: Interval;
  readonly saved?: number;
  /** Of a failure: how bad it is, and how bad at least and at most if chance is allowed for. 0 or more; larger is worse. */
  readonly badness?: { readonly measured: number; readonly atLeast: number; readonly atMost: number };
}

/** A limit on a subject, ready to be judged. */
export interface Limit extends Pick<GateLimit, 'name' | 'property' | 'kind' | 'severity' | 'claim'> {
  /** What a finding is accepted by: the limit's name and what it asks; nothing of the model, the seed or the machine. */
  readonly id: string;
  /** Cases that the fixed-size decision needs. */
  readonly planned?: number;
  /** Said before the run. */
  readonly announcement?: string;
  /** Whether no further case can change the answer. */
  settled(counts: Counts): boolean;
  judge(evidence: Evidence): Ruling;
}

/** A kind of limit: what it makes of what is asked, if that concerns it. */
export type LimitKind = (asked: Asked) => Limit | undefined;

/** What all limits have. */
export function limitOn(
  { subject, severity }: Asked,
  kind: GateLimit['kind'],
  claim: string,
  own: Pick<Limit, 'settled' | 'judge'> & Partial<Pick<Limit, 'planned' | 'announcement' | 'severity'>>,
): Limit {
  const name = subject === kind ? kind : `${subject}/${kind}`;
  const id = createHash('sha256').update(`${name}\n${claim}`).digest('hex').slice(0, 16);
  return { name, property: subject, kind, severity, claim, id, ...own };
}

/** Cases that are neither vacuous nor near ties. */
export const decidedOf = ({ held, violated }: Counts): number => held + violated;

/** Why a run was too short to tell, as the end of a sentence. */
export function shortness({ stopped, counts }: Evidence, wanted: number): string {
  const undecided = counts.vacuous + counts.inconclusive;
  switch (stopped) {
    case 'time limit':
      return `the time limit came after ${decidedOf(counts)} of ${wanted} cases`;
    case 'aborted':
      return `the run was stopped after ${decidedOf(counts)} of ${wanted} cases`;
    default:
      return `only ${decidedOf(counts)} of ${decidedOf(counts) + undecided} cases could be decided, and ${wanted} are needed`;
  }
}
