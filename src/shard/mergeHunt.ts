import type { HuntRecord } from '../hunt/record.js';
import type { HuntReport } from '../report/documents/hunt.js';
import { huntReportAbout } from '../report/documents/huntReport.js';
import { withNotes } from '../report/documents/withNotes.js';
import { storeSaidOnce } from '../report/text/notStored.js';
import { here } from '../report/documents/here.js';
import { addDrawings, type DrawnFlip } from '../report/folder/drawHunt.js';
import { HuntFolder } from '../report/folder/huntFolder.js';
import { saveCounterexample } from '../store/saveCounterexample.js';
import type { Store } from '../store/store.js';
import { scalarInvariance } from '../../properties/index.js';
import { revivedViewsOf } from './keepViews.js';
import type { KeptFlip } from './huntPart.js';
import { revivedOf } from './keptCounterexample.js';
import { storableOptions, type PartOf } from './part.js';
import { readPartOf } from './partFile.js';

/** A flip that is shown, and the file of its part. */
interface ShownFlip {
  readonly flip: KeptFlip;
  readonly file: string;
}

/**
 * Adds up the parts of a hunt, and writes the folder that the single hunt would have written.
 *
 * @param first the first part, which says what the hunt was.
 * @param files all parts, in their order; one at a time is in memory.
 * @param to the folder, and the store for the flips of the worst images if they are to be kept.
 * @throws InputError if the folder holds something else or cannot be written, or a file was changed in the meantime.
 */
export async function mergeHunt(
  first: PartOf<'hunt'>,
  files: readonly string[],
  { place, store }: { readonly place: string; readonly store: Store | undefined },
): Promise<HuntReport> {
  const { planned, identity, search, zero, culprits, shown, notes } = first.content;
  const folder = await HuntFolder.open(place, planned, identity, { resume: false });
  try {
    const records: HuntRecord[] = [];
    let durationMs = 0;
    for (const file of files) {
      const { content } = await readPartOf('hunt', file);
      await folder.keep(content.records);
      records.push(...content.records);
      durationMs += content.durationMs;
    }
    const { model, assumed } = first;
    const about = { model, assumed: { ...assumed, notes: [...assumed.notes, ...notes] }, environment: here() };
    const facts = { planned, settings: search, zero, worst: shown, culprits, durationMs };
    const draft = await huntReportAbout(about, records, facts);
    const flips = await shownFlips(draft.summary.worst, files);
    const drawn = await addDrawings(draft, flips.map(drawnOf), folder);
    const report = withNotes(drawn, store === undefined ? [] : await keepAll(flips, first, store));
    await folder.finish(report);
    return report;
  } finally {
    await folder.close();
  }
}

/** The kept flips of some images, in their order. */
async function shownFlips(indices: readonly number[], files: readonly string[]): Promise<readonly ShownFlip[]> {
  const found = new Map<number, ShownFlip>();
  for (const file of files)
    for (const flip of (await readPartOf('hunt', file)).content.worst)
      if (indices.includes(flip.drawn.index)) found.set(flip.drawn.index, { flip, file });
  return indices.flatMap((index) => found.get(index) ?? []);
}

const drawnOf = ({ flip, file }: ShownFlip): DrawnFlip => ({
  drawn: flip.drawn,
  files: new Map(flip.files.map(({ name, text, base64 = '' }) => [name, text ?? Buffer.from(base64, 'base64')])),
  views: revivedViewsOf(flip, file).views,
});

/** Keeps flips as a hunt does. @returns why some are not kept. */
async function keepAll(flips: readonly ShownFlip[], first: PartOf<'hunt'>, store: Store): Promise<readonly string[]> {
  const notes: string[] = [];
  const spec = { ...first.model, shape: first.assumed.shape };
  for (const { flip, file } of flips) {
    if (flip.counterexample === null) continue;
    const counterexample = revivedOf(flip.counterexample, file);
    const saved = await saveCounterexample(
      store,
      scalarInvariance(),
      { counterexample },
      { spec },
      storableOptions(first),
    );
    if ('note' in saved) notes.push(saved.note);
  }
  return storeSaidOnce(notes);
}
