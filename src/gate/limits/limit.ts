import type { Counts } from '../../run/progress.js';
import type { Evidence } from '../inspections/evidence.js';
import type { GateLimit } from '../report/schema.js';
import type { Interval } from '../../statistics/clopperPearson.js';

/** What came of a limit, before anybody has accepted it and before its severity counts. */
export interface Ruling {
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
  readonly cases: number;
  readonly limit?: number;
  readonly measured?: number;
  readonly interval?: Interval;
  readonly saved?: number;
  /** What came of each label, of a limit that is to hold for each. */
  readonly labels?: readonly LabelRuling[];
  /** Of a failure: how bad it is, and how bad at least and at most if chance is allowed for. 0 or more; larger is worse. */
  readonly badness?: { readonly measured: number; readonly atLeast: number; readonly atMost: number };
}

/** What came of a limit for one label. */
export interface LabelRuling extends Pick<Ruling, 'outcome' | 'cases' | 'measured'> {
  readonly label: string;
  /** The upper bounds hold for all labels at once with the confidence that was asked for, and so do the lower. */
  readonly interval: Interval;
}

/** How a limit is decided, made before the run for the cases that are going to be tried. */
export interface Judge {
  /** Cases that the fixed-size decision needs. */
  readonly planned?: number;
  /** Said before the run. */
  readonly announcement?: string;
  /** Whether no further case can change the answer. */
  settled(counts: Counts): boolean;
  /**
   * The same where these cases come after others of which nothing is known: whether the answer is known by then, whatever they were.
   * Default: it is not.
   */
  settledAnyhow?(counts: Counts): boolean;
  judge(evidence: Evidence): Ruling;
}

/** A limit on something that is inspected, ready to be judged. */
export interface Limit extends Judge, Pick<GateLimit, 'name' | 'property' | 'kind' | 'unit' | 'severity' | 'claim'> {
  /** What a finding is accepted by: the limit's name and what it asks; nothing of the model, the seed or the machine. */
  readonly id: string;
  /** Says nothing of the model, only whether it could be judged. */
  readonly precondition: boolean;
}

/** Cases that are neither vacuous nor near ties. */
export const decidedOf = ({ held, violated }: Counts): number => held + violated;

/** All cases that were tried. */
export const triedOf = ({ held, violated, vacuous, inconclusive }: Counts): number =>
  held + violated + vacuous + inconclusive;

/** Why a run was too short to tell, as the end of a sentence. */
export function shortness({ stopped, counts }: Evidence, wanted: number): string {
  switch (stopped) {
    case 'time limit':
      return `the time limit came after ${decidedOf(counts)} of ${wanted} cases`;
    case 'aborted':
      return `the run was stopped after ${decidedOf(counts)} of ${wanted} cases`;
    case 'model lost':
      return `the model was lost after ${decidedOf(counts)} of ${wanted} cases`;
    default:
      return `only ${decidedOf(counts)} of ${triedOf(counts)} cases could be decided, and ${wanted} are needed`;
  }
}
