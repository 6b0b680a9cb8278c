import type { CheckReport } from '../report/documents/check.js';
import type { Misfed } from '../run/feeding/misfed.js';
import type { Counterexample, Result } from '../run/result.js';
import { gateSettings } from '../settings/gate.js';
import type { GateConfig } from './config/config.js';
import type { GateOptions } from './gateOptions.js';
import type { InspectionResult } from './inspections/evidence.js';
import { packOutcomes } from './inspections/outcomes.js';
import type { Accepted } from './known/accepted.js';
import type { Inspection } from './plan/inspections.js';
import { assembled } from './report/assemble.js';
import type { GateFinding, GateOutcomes, GateReport } from './report/schema.js';
import { reportedLimit, verdictOn, type Judged } from './verdict.js';

/** An inspection, and what came of it. */
export interface Inspected extends InspectionResult {
  readonly inspection: Pick<Inspection, 'name' | 'limits' | 'cases' | 'gateOnly' | 'note'>;
}

/** What a verdict rests on besides what was inspected. */
export interface GateFacts {
  /** The model, and what was assumed of it and of the images. */
  readonly about: Pick<CheckReport, 'model' | 'assumed' | 'environment'>;
  readonly seed: number;
  readonly misfed: Misfed | undefined;
  readonly failOn: GateConfig['failOn'];
  readonly accepted: readonly Accepted[];
  /** Who takes responsibility for what fails now. */
  readonly accept: GateOptions['accept'];
  /** As `2027-01-31`. */
  readonly today: string;
  readonly baseline: GateReport['baseline'];
  readonly started: Date;
  readonly again: GateReport['again'];
  /** The curve to be shown beside a counterexample. */
  readonly curveOf: (counterexample: Counterexample) => Promise<GateFinding['curve']>;
  /** What there is to note on the images; not asked where the model was lost. */
  readonly imageNotes: () => Promise<readonly string[]>;
  /** What there is to advise on what was violated. */
  readonly advice: (results: readonly Result[]) => Promise<readonly string[]>;
}

/** What a gate comes to. */
export interface GateConclusion {
  readonly report: GateReport;
  readonly results: readonly Result[];
  /** Failures that are accepted from now on. */
  readonly accepting: readonly Accepted[];
}

/** Judges what was inspected, and puts the report together; how long it took is filled in by who knows. */
export async function concludedGate(inspected: readonly Inspected[], facts: GateFacts): Promise<GateConclusion> {
  const results = inspected.flatMap(({ result }) => result ?? []);
  const rulings = inspected.flatMap(({ inspection: { limits }, evidence }) =>
    limits.map((limit) => ({ limit, ruling: limit.judge(evidence) })),
  );
  const accepting = acceptedNow(rulings, facts);
  const standards = {
    failOn: facts.failOn ?? gateSettings.failOn.default,
    accepted: [...accepting, ...facts.accepted],
    today: facts.today,
  } as const;
  const judged = rulings.map(({ limit, ruling }) => ({
    limit,
    ruling,
    reported: reportedLimit(limit, ruling, standards),
  }));
  const report = await assembled({
    about: facts.about,
    misfed: facts.misfed,
    seed: facts.seed,
    results,
    limits: judged.map(({ reported }) => reported),
    verdict: verdictOn(judged),
    gateOnly: inspected.flatMap(({ inspection: { gateOnly, name } }) => (gateOnly ? [name] : [])),
    outcomes: inspected.flatMap(outcomesOf),
    baseline: facts.baseline,
    notes: [...inspected.flatMap(({ inspection: { note } }) => note ?? []), ...(await facts.advice(results))],
    started: facts.started,
    again: facts.again,
    curveOf: facts.curveOf,
    imageNotes: facts.imageNotes,
  });
  return { report, results, accepting };
}

const outcomesOf = ({ inspection: { name, cases }, evidence }: Inspected): readonly GateOutcomes[] =>
  cases === undefined ? [] : [{ property: name, cases, outcomes: packOutcomes(evidence.outcomes) }];

/** The failures, as findings that are accepted from now on; none unless somebody takes responsibility. */
function acceptedNow(
  rulings: readonly Pick<Judged, 'limit' | 'ruling'>[],
  { accept, about: { model } }: GateFacts,
): readonly Accepted[] {
  if (accept === undefined) return [];
  return rulings.flatMap(({ limit: { id, name, claim }, ruling: { outcome, badness } }) =>
    outcome !== 'fail' || badness === undefined
      ? []
      : [
          {
            id,
            limit: name,
            claim,
            measured: badness.measured,
            upTo: badness.atMost,
            ...accept,
            model: `${model.id} ${model.digest}`,
          },
        ],
  );
}
