import type { GateConfig } from '../config/config.js';
import type { InspectionResult } from '../inspections/evidence.js';
import type { GateRun, OwnGateShare } from '../inspections/gateRun.js';
import type { InspectedShare } from '../inspections/inspectedShare.js';
import { inspectProperty } from '../inspections/inspectProperty.js';
import { shareProperty } from '../inspections/shareProperty.js';
import type { Accepted } from '../known/accepted.js';
import { releasedOutcomes } from '../known/baseline.js';
import { caseDigest } from '../known/caseDigest.js';
import { impliedLimits, ownLimits } from '../limits/index.js';
import type { Limit } from '../limits/limit.js';
import type { OwnLimit } from '../limits/ownLimit.js';
import type { GateReport } from '../report/schema.js';
import type { LimitPlan } from './limitPlan.js';
import type { PlannedProperty } from './properties.js';
import { askedIn, ownSettings, type AskedLimit, type LimitSettings } from './sections.js';

/** Something that limits are on - a property, the contrast margin, the zero image - and how it is inspected. */
export interface Inspection {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** The same as data. */
  readonly plan: LimitPlan;
  /** A digest of what its cases are made from; undefined where models are not compared by them. */
  readonly cases?: string;
  /** Whether only a gate tries it, and no other command. */
  readonly gateOnly: boolean;
  /** Said in the report where the usual comparison with the baseline is left out. */
  readonly note?: string;
  readonly inspect: () => Promise<InspectionResult>;
  /** Does a part's share of it; undefined where it has no parts. */
  readonly inspectShare: ((own: OwnGateShare) => Promise<InspectedShare>) | undefined;
}

/** What inspections are planned from. */
export interface PlanningFacts {
  readonly config: GateConfig;
  /** The configuration's name in messages. */
  readonly name: string;
  readonly properties: readonly PlannedProperty[];
  readonly baseline: GateReport | undefined;
  readonly accepted: readonly Accepted[];
  /** Whether findings are being accepted. */
  readonly accepting: boolean;
  readonly run: GateRun;
}

/**
 * Every inspection of a configuration, with its limits.
 *
 * @throws InputError if the baseline's cases are not those of this configuration.
 */
export function inspectionsOf(facts: PlanningFacts): readonly Inspection[] {
  const drafts = [...propertyDrafts(facts), ...ownDrafts(facts)];
  const { baseline } = facts;
  const shared = drafts.some(
    ({ name, asked, comparable }) => isCompared(asked) && comparable !== undefined && tried(baseline, name),
  );
  return drafts.map((draft) => inspectionOf(draft, facts, shared));
}

/** An inspection whose limits are not made yet. */
interface Draft {
  readonly name: string;
  readonly asked: readonly AskedLimit[];
  readonly severity: 'fail' | 'warn';
  readonly cases: number;
  readonly exhaustive: boolean;
  readonly gateOnly: boolean;
  /** What its cases are made from besides what all are made from; undefined where models are not compared by them. */
  readonly comparable?: object;
  readonly inspect: (limits: readonly Limit[]) => Promise<InspectionResult>;
  readonly inspectShare?: (limits: readonly Limit[], own: OwnGateShare) => Promise<InspectedShare>;
}

const propertyDrafts = ({ properties, config, run }: PlanningFacts): readonly Draft[] =>
  properties.map(({ property, section, severity, cases, onlyInCode }) => ({
    name: property.name,
    asked: askedIn(section, config),
    severity,
    cases,
    exhaustive: config.earlyStop === false,
    gateOnly: onlyInCode,
    comparable: { scalars: config.scalars, overflow: config.overflow },
    inspect: (limits) => inspectProperty(property, cases, limits, run),
    inspectShare: (limits, own) => shareProperty(property, cases, limits, run, own),
  }));

const ownDrafts = (facts: PlanningFacts): readonly Draft[] =>
  Object.entries<OwnLimit>({ ...impliedLimits, ...ownLimits }).flatMap(([key, kind]) => {
    const told = ownSettings(facts.config, key);
    // A list asks for the same kind of limit several times, each on an inspection of its own.
    if (Array.isArray(told)) return told.flatMap((each: LimitSettings) => ownDraft(key, kind, each, facts));
    return ownDraft(key, kind, told, facts);
  });

function ownDraft(
  key: string,
  kind: OwnLimit,
  told: LimitSettings | undefined,
  { config, run }: PlanningFacts,
): readonly Draft[] {
  const settings = told ?? kind.unlessSaid(run);
  if (settings === undefined) return [];
  const { also } = kind;
  const beside = told === undefined ? [] : askedIn({ path: key, kinds: also, settings: told }, config);
  const { sequential = false, ...inspection } = kind.inspection(settings, run);
  return [
    {
      ...inspection,
      asked: [{ kind, settings }, ...beside],
      severity: told?.['severity'] === 'warn' ? 'warn' : 'fail',
      exhaustive: !sequential || config.earlyStop === false,
      gateOnly: true,
    },
  ];
}

const isCompared = (asked: readonly AskedLimit[]): boolean => asked.some(({ compared }) => compared !== undefined);

const tried = (baseline: GateReport | undefined, name: string): boolean =>
  baseline?.outcomes?.some(({ property, outcomes }) => property === name && outcomes !== '') === true;

/**
 * The inspection with its limits. All cases are tried where a known finding may be among them or models are compared: an early
 * end would leave numbers that cannot be held against others.
 *
 * @param shared whether the baseline tried anything of what is compared.
 */
function inspectionOf(draft: Draft, facts: PlanningFacts, shared: boolean): Inspection {
  const { name, asked, severity, cases, comparable, gateOnly, inspect, inspectShare } = draft;
  const { baseline, accepted, accepting } = facts;
  const { labels } = facts.run.classifier.spec;
  const digest = comparable === undefined ? undefined : digestOf(name, comparable, facts);
  const released =
    baseline === undefined || digest === undefined || !isCompared(asked)
      ? undefined
      : releasedOutcomes(baseline, name, digest, `${facts.name}: baseline`);
  // What somebody asked for is not left out because there is nothing to compare with, and neither is everything.
  const kept = asked.filter(
    ({ compared }) =>
      compared === undefined ||
      (baseline !== undefined && (released !== undefined || compared === 'as asked' || !shared)),
  );
  const drafts = kept.map(({ kind, settings }) => kind.draft(settings, { property: name, severity }));
  const known = drafts.some(({ id }) => accepted.some((each) => each.id === id));
  const exhaustive = draft.exhaustive || accepting || isCompared(asked) || known;
  const plan: LimitPlan = {
    property: name,
    severity,
    asked: kept.map(({ kind, settings }) => ({ kind: kind.name, settings })),
    standing: { cases, labels, exhaustive, released: released ?? '' },
  };
  const limits = drafts.map((limit) => limit.ready(plan.standing));
  const leftOut = baseline !== undefined && isCompared(asked) && !isCompared(kept);
  return {
    name,
    limits,
    plan,
    gateOnly,
    ...(digest === undefined ? {} : { cases: digest }),
    ...(leftOut ? { note: `The baseline has no ${name} to compare with.` } : {}),
    inspect: () => inspect(limits),
    inspectShare: inspectShare === undefined ? undefined : (own) => inspectShare(limits, own),
  };
}

function digestOf(name: string, settings: object, { config, run }: PlanningFacts): string {
  const { tolerance, classifier, options, corpus } = run;
  const all = { tolerance, space: config.space, ...settings };
  return caseDigest({ inspection: name, seed: options.seed, shape: classifier.spec.shape, corpus, settings: all });
}
