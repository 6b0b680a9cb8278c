import type { Classifier } from '../classifier/classifier.js';
import { now, orStopped } from '../clock.js';
import { AskBoth } from './askBoth.js';
import { concludedDiff } from './concludedDiff.js';
import type { ModelDifference } from './difference.js';
import { DiffRun } from './diffRun.js';
import type { ClearDisagreement, Diff } from './found.js';
import { imagePairs } from './imagePairs.js';
import type { SettledDiff } from './options.js';
import { twoModels, type TwoModels } from './twoModels.js';
import { Sample } from './where/sample.js';
import { whereTheyDiffer } from './where/whereTheyDiffer.js';

/** Holds two models against each other: {@link diff} without its door. */
export async function runDiff(first: Classifier, second: Classifier, settings: SettledDiff): Promise<Diff> {
  const started = now();
  const models = twoModels(first, second, settings);
  const { pairs, origin, notes } = await imagePairs(models, settings);
  const stop = new AbortController();
  const both = new AskBoth(models, settings, [stop.signal, settings.signal]);
  const run = new DiffRun(both, pairs, settings);
  let nearest: readonly ClearDisagreement[] = [];
  let findings: readonly ModelDifference[] = [];
  try {
    await run.asTheyAre();
    if (settings.rays) await run.alongRays();
    run.tell('where', 0, 1);
    const most = run.mostDifferent().map(({ index }) => pairs[index]!);
    const look = async () => whereTheyDiffer(await Sample.of(models, most, settings.tolerance));
    findings = (await orStopped(look, settings.signal)) ?? [];
    nearest = await run.nearestOnRays(settings.worst - run.clearest.length);
  } catch (thrown) {
    if (settings.signal?.aborted !== true) throw thrown;
  } finally {
    stop.abort();
  }
  const { images, clearest } = run;
  const facts = { planned: pairs.length, settings, clearest: [...clearest, ...nearest], findings };
  return {
    ...concludedDiff(images, facts),
    evaluated: both.evaluated,
    ...diffCircumstances(models, settings, notes),
    origin,
    durationMs: Math.round(now() - started),
  };
}

/** What is known of a comparison before it begins. */
export function diffCircumstances(
  { one, other, labels }: TwoModels,
  settings: SettledDiff,
  notes: readonly string[],
): Pick<Diff, 'one' | 'other' | 'labelsBy' | 'settings' | 'notes'> {
  const { claim, maxRate, rays, scalars, space, overflow, tolerance, seed } = settings;
  const byPlace = 'Labels are matched by place: one of the two models has numbers for names.';
  return {
    one: one.spec,
    other: other.spec,
    labelsBy: labels.by,
    settings: { claim, maxRate, rays, scalars, space, overflow, tolerance, seed },
    notes: [...notes, ...(labels.by === 'place' ? [byPlace] : [])],
  };
}
