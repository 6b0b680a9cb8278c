import { createHash } from 'node:crypto';
import { now } from '../clock.js';
import { InputError, optionProblem } from '../errors.js';
import type { Corpus } from '../image/corpus.js';
import type { CheckReport } from '../report/documents/check.js';
import type { Misfed } from '../run/feeding/misfed.js';
import { only } from '../settings/check.js';
import { modelSettings } from '../settings/model.js';
import { briefOf, type Brief } from './brief.js';
import type { GateConfig } from './config/config.js';
import { openConfigured } from './config/openConfigured.js';
import { readConfig } from './config/readConfig.js';
import { gateOptions, type GateOptions } from './gateOptions.js';
import type { OwnGateShare } from './inspections/gateRun.js';
import type { InspectedShare } from './inspections/inspectedShare.js';
import type { Accepted } from './known/accepted.js';
import type { Inspection } from './plan/inspections.js';
import { aboutGate, gateImageNotes } from './report/assemble.js';
import type { GateReport } from './report/schema.js';
import { announcements, comparedWith, readyGate } from './runGate.js';

/** What a part of a gate has found, and what is to be known to judge all parts together. */
export interface GateShare {
  readonly about: Pick<CheckReport, 'model' | 'assumed'>;
  readonly seed: number;
  /** Undefined where images are made. */
  readonly corpus: Corpus | undefined;
  /** What has a say in what is found: parts of one gate have the same. */
  readonly deciding: Readonly<Record<string, unknown>>;
  readonly inspected: readonly { readonly inspection: Inspection; readonly share: InspectedShare }[];
  readonly failOn: GateConfig['failOn'];
  readonly misfed: Misfed | undefined;
  readonly accepted: readonly Accepted[];
  readonly accept: GateOptions['accept'];
  readonly baseline: GateReport['baseline'];
  readonly again: GateOptions['again'];
  /** Notes on the images, of the first part. */
  readonly imageNotes: readonly string[];
  readonly durationMs: number;
}

/**
 * Does a part of what {@link gate} would do: the same cases of every inspection, each with what it came to, so that whoever has all parts
 * comes to the verdict of the single gate. A part has no verdict.
 *
 * @throws as `gate` does; InputError also where no seed is told or something is asked that has no parts, before anything is inspected.
 */
export async function shareGate(told: GateConfig, options: GateOptions, own: OwnGateShare): Promise<GateShare> {
  const name = options.name ?? gateOptions.name.default;
  const config = readConfig(told, name);
  const brief = await briefOf(config, options);
  assertSharable(brief);
  const classifier = await openConfigured(config.model, ['model'], brief.folder, name);
  try {
    const others: string[] = [];
    const { run, inspections } = await readyGate(brief, classifier, (other) => others.push(other.spec.digest));
    assertAllHaveParts(inspections, name);
    options.onPlan?.(announcements(inspections));
    const inspected: { readonly inspection: Inspection; readonly share: InspectedShare }[] = [];
    for (const inspection of inspections)
      if (inspection.inspectShare !== undefined)
        inspected.push({ inspection, share: await inspection.inspectShare(own) });
    const { corpus, misfed } = run;
    return {
      about: aboutGate(config, classifier, corpus),
      seed: run.options.seed,
      corpus,
      deciding: { ...decidingIn(brief), others },
      inspected,
      failOn: config.failOn,
      misfed,
      accepted: brief.accepted,
      accept: options.accept,
      baseline: comparedWith(brief),
      again: options.again,
      imageNotes: own.isFirst && run.loss.found === undefined ? await gateImageNotes(run) : [],
      durationMs: Math.round(now() - brief.started),
    };
  } finally {
    await classifier.dispose();
  }
}

/** @throws InputError if parts would not have the same cases, or something is asked that has no parts. */
function assertSharable({ config, baseline, name }: Brief): void {
  if (config.seed === undefined && baseline === undefined)
    throw new InputError(
      optionProblem(['seed'], {
        found: 'none with --shard',
        expected: 'the same seed for every part',
        remedy: ['Choose any, such as ', { option: ['seed'], value: 1 }, '.'],
      }),
    );
  if (config.mend === true)
    throw new InputError({
      where: `${name}: mend`,
      found: 'true for a part of a gate',
      expected: 'none: what mending would give is measured on cases that are known to be violated',
      remedy: 'Leave it out here, and try the mended model by itself: conic mend.',
    });
}

/** @throws InputError that names what has no parts. */
function assertAllHaveParts(inspections: readonly Inspection[], name: string): void {
  const whole = inspections.find(({ inspectShare }) => inspectShare === undefined);
  if (whole === undefined) return;
  throw new InputError({
    where: `${name}: ${whole.limits[0]?.name ?? whole.name}`,
    found: 'a limit whose inspection has no parts',
    expected: 'limits that can be judged in parts, with --shard',
    remedy: 'Leave it to a gate of its own, without --shard.',
  });
}

/** Where things lie and how fast they are asked about has no say. */
function decidingIn({ config, baseline, accepted, options }: Brief): Readonly<Record<string, unknown>> {
  const {
    model,
    images,
    seed: _seed,
    report: _report,
    baseline: _baseline,
    accepted: _accepted,
    $schema: _schema,
    // The limits name them.
    ownProperties: _own,
    ...limits
  } = config;
  const {
    workers: _workers,
    threads: _threads,
    labels: _labels,
    ...fed
  } = only(modelSettings, typeof model === 'string' ? {} : model);
  const { path: _path, ...read } = typeof images === 'object' ? images : { path: images };
  return {
    ...limits,
    model: fed,
    images: read,
    baseline:
      baseline === undefined ? null : createHash('sha256').update(JSON.stringify(baseline)).digest('hex').slice(0, 16),
    accepted,
    accept: options.accept,
  };
}
