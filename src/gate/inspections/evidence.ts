import type { LabelRow } from '../../run/labelRows.js';
import type { Counts } from '../../run/progress.js';
import type { Result } from '../../run/result.js';

/** What an inspection showed: what its limits are judged by. */
export interface Evidence {
  readonly counts: Counts;
  /** Decided cases label by label; undefined where the inspection does not know them. */
  readonly byLabel?: readonly Pick<LabelRow, 'label' | 'cases' | 'violated'>[];
  /** A letter a case, in order. */
  readonly outcomes: string;
  /** Why it ended early, where nothing was decided by that. */
  readonly stopped?: 'time limit' | 'aborted' | 'model lost';
  /** Whether the violations show only in a batch. */
  readonly batchDependent: boolean;
  /** A number that was measured besides. */
  readonly value?: number;
  /** What there is to say of it, where a limit says it. */
  readonly said?: string;
}

/** What came of an inspection: the evidence for its limits, and its result for the report where the model was asked. */
export interface InspectionResult {
  readonly evidence: Evidence;
  readonly result?: Result;
}
