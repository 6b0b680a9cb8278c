import type { ShareFindings } from '../run/checkShare.js';
import type { RunPart } from './checkPart.js';
import { keptOf } from './keptCounterexample.js';

/** What is known of a share before it is run. */
export type RunHead = Pick<RunPart, 'property' | 'module' | 'claim' | 'kind' | 'measured' | 'planned' | 'from' | 'to'>;

/** What the store had to say, where it was asked. */
export interface FromStore {
  /** The folder of the stored case that violates. */
  readonly stored?: string | undefined;
  readonly notes?: readonly string[];
}

/** A part's entry for one property. @param findings undefined where the share has no cases. */
export function runPartOf(
  head: RunHead,
  findings: ShareFindings<unknown> | undefined,
  { stored, notes = [] }: FromStore = {},
): RunPart {
  if (findings === undefined) return { ...head, ...nothing, notes: [...notes] };
  const { tally, examples, labels, stopped, lost, misfed, found, known, evaluated, durationMs } = findings;
  const kept = known === undefined || known === null ? known : keptOf(known);
  return {
    ...head,
    counts: { ...tally.counts },
    ...(examples.cases === 0 ? {} : { examples: { ...examples.counts } }),
    reasons: Object.fromEntries(tally.reasons),
    ...(labels === undefined ? {} : { labels: { byLabel: [...labels.byLabel], byTruth: [...labels.byTruth] } }),
    ...(tally.smallestMargin === undefined ? {} : { smallestMargin: tally.smallestMargin }),
    ...(stopped === undefined || stopped === 'aborted' ? {} : { stopped }),
    ...(lost === undefined ? {} : { lost }),
    ...(misfed === undefined ? {} : { misfed }),
    found: found.map(({ margin, counterexample, unconfirmed }) => ({
      margin,
      ...(counterexample === undefined
        ? {}
        : { counterexample: counterexample === null ? null : keptOf(counterexample) }),
      ...(unconfirmed === undefined ? {} : { unconfirmed }),
    })),
    ...(kept === undefined ? {} : { known: { counterexample: kept, ...(stored === undefined ? {} : { stored }) } }),
    notes: [...notes],
    evaluated,
    durationMs,
  };
}

const nothing = {
  counts: { held: 0, violated: 0, vacuous: 0, inconclusive: 0 },
  reasons: {},
  labels: { byLabel: [], byTruth: [] },
  found: [],
  evaluated: 0,
  durationMs: 0,
} satisfies Partial<RunPart>;
