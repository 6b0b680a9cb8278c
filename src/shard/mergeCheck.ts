import { here } from '../report/documents/here.js';
import { reportAbout } from '../report/documents/checkReport.js';
import type { CheckReport } from '../report/documents/check.js';
import type { Result } from '../run/result.js';
import type { Store } from '../store/store.js';
import { notStored, storeSaidOnce } from '../report/text/notStored.js';
import { saveCounterexample, type SavedOrNot } from '../store/saveCounterexample.js';
import { RunMerger, type MergedRun } from './mergeRuns.js';
import { storableOptions, type PartOf } from './part.js';
import { readPartOf } from './partFile.js';

/** What the single run would have come to. */
export interface MergedCheck {
  readonly report: CheckReport;
  readonly results: readonly Result[];
}

/**
 * Adds up the parts of a check.
 *
 * @param first the first part, which says what the run was.
 * @param files all parts, in their order; one at a time is in memory.
 * @param store keeps what is found, as the single run would; undefined if nothing is to be kept.
 * @throws InputError if a file was changed in the meantime.
 */
export async function mergeCheck(
  first: PartOf<'check'>,
  files: readonly string[],
  store: Store | undefined,
): Promise<MergedCheck> {
  const mergers = first.content.properties.map((part) => new RunMerger(part, first.seed ?? 0, first.model.labels));
  for (const file of files)
    for (const [i, part] of (await readPartOf('check', file)).content.properties.entries()) mergers[i]?.add(part, file);
  const merged = await Promise.all(mergers.map((merger) => merger.merged()));
  const results = merged.map(({ result }) => result);
  const kept: Kept[] = [];
  for (const one of merged) kept.push(await keep(one, first, store));
  const { model, assumed, content } = first;
  const notes = storeSaidOnce([...new Set([...content.notes, ...kept.flatMap((one) => one.notes)])]);
  const about = { model, assumed: { ...assumed, notes: [...assumed.notes, ...notes] }, environment: here() };
  return {
    report: reportAbout(about, results, { stored: kept.map(({ stored }) => stored), command: content.command }),
    results,
  };
}

interface Kept {
  readonly stored: string | undefined;
  readonly notes: readonly string[];
}

/** Keeps a counterexample as `conic check` does. */
async function keep(
  { result, stored, unstorable, notes }: MergedRun,
  first: PartOf<'check'>,
  store: Store | undefined,
): Promise<Kept> {
  const { counterexample, verdict, property, claim } = result;
  if (stored !== undefined || counterexample === undefined || verdict !== 'violated' || store === undefined)
    return { stored, notes };
  const saved: SavedOrNot =
    unstorable === undefined
      ? await saveCounterexample(store, { name: property, claim }, result, aboutModel(first), storableOptions(first))
      : { note: notStored(property, `${unstorable}.`) };
  return 'folder' in saved ? { stored: saved.folder, notes } : { stored: undefined, notes: [...notes, saved.note] };
}

const aboutModel = ({ model, assumed }: PartOf<'check'>) => ({ spec: { ...model, shape: assumed.shape } });
