import type { FoundInSpan, InspectedShare, CaseSpan } from '../gate/inspections/inspectedShare.js';
import { packOutcomes } from '../gate/inspections/outcomes.js';
import type { Inspection } from '../gate/plan/inspections.js';
import type { GateShare } from '../gate/shareGate.js';
import { version } from '../version.js';
import type { GateJudging, KeptInspection, KeptSpan } from './gatePart.js';
import { imagesDigest } from './imagesDigest.js';
import { keptOf } from './keptCounterexample.js';
import type { PartDraft } from './part.js';
import type { Shard } from './shard.js';

/** The part of a gate that its file has. The first part also says what all are judged by. */
export function gatePartOf(shard: Shard, share: GateShare): PartDraft {
  const { about, corpus, seed, deciding, inspected, durationMs } = share;
  return {
    schema: 'conic.part/1',
    verb: 'gate',
    conic: version,
    shard,
    model: about.model,
    images: corpus === undefined ? '' : imagesDigest(corpus),
    seed,
    options: deciding,
    assumed: about.assumed,
    content: {
      inspections: inspected.map(({ inspection: { name }, share: found }) => ({ name, inspected: keptShare(found) })),
      ...(shard.index === 1 ? { judging: judgingOf(share) } : {}),
      durationMs,
    },
  };
}

function keptShare(found: InspectedShare): KeptInspection {
  if (found.kind === 'counts') {
    const { kind, counts, byLabel, stopped, said } = found;
    return {
      kind,
      counts: { ...counts },
      ...(byLabel === undefined ? {} : { byLabel }),
      ...(stopped === undefined || stopped === 'aborted' ? {} : { stopped }),
      ...(said === undefined ? {} : { said }),
    };
  }
  const { kind, property, wanted, planned, spans, misfed, value } = found;
  return {
    kind,
    property: { ...property },
    wanted,
    planned,
    spans: spans.map(keptSpan),
    ...(misfed === undefined ? {} : { misfed }),
    ...(value === undefined ? {} : { value }),
  };
}

function keptSpan({ outcomes, whys, found, stopped, ...rest }: CaseSpan): KeptSpan {
  const reasons = [...new Set(whys)];
  return {
    ...rest,
    outcomes: packOutcomes(outcomes),
    reasons,
    whys: inRuns(whys.map((why) => reasons.indexOf(why))),
    found: found.map(keptFound),
    ...(stopped === undefined || stopped === 'aborted' ? {} : { stopped }),
  };
}

/** The same numbers, each with how often it comes in a row. */
function inRuns(numbers: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.[0] === number) last[1]++;
    else runs.push([number, 1]);
  }
  return runs;
}

const keptFound = ({ counterexample, curve, ...rest }: FoundInSpan): KeptSpan['found'][number] => ({
  ...rest,
  ...(counterexample === undefined ? {} : { counterexample: counterexample === null ? null : keptOf(counterexample) }),
  ...(curve === undefined ? {} : { curve }),
});

function judgingOf({
  inspected,
  failOn,
  misfed,
  accepted,
  accept,
  baseline,
  again,
  imageNotes,
}: GateShare): GateJudging {
  return {
    inspections: inspected.map(({ inspection }) => plannedIn(inspection)),
    ...(failOn === undefined ? {} : { failOn }),
    ...(misfed === undefined ? {} : { misfed }),
    accepted: [...accepted],
    ...(accept === undefined ? {} : { accept: { ...accept } }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(again === undefined ? {} : { again: { ...again } }),
    imageNotes: [...imageNotes],
  };
}

function plannedIn({ name, gateOnly, cases, note, plan }: Inspection): GateJudging['inspections'][number] {
  const { standing } = plan;
  const plain: GateJudging['inspections'][number]['limits'] = JSON.parse(
    JSON.stringify({ ...plan, standing: { ...standing, released: packOutcomes(standing.released) } }),
  );
  return {
    name,
    gateOnly,
    ...(cases === undefined ? {} : { cases }),
    ...(note === undefined ? {} : { note }),
    limits: plain,
  };
}
