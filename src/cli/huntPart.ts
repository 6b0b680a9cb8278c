import { counted } from '../counted.js';
import { rm } from 'node:fs/promises';
import { culpritsOf } from '../certify/culprits.js';
import type { Classifier } from '../classifier/classifier.js';
import { now } from '../clock.js';
import { hunt, imagesInGroup } from '../hunt/hunt.js';
import { huntRecordOf, type HuntRecord } from '../hunt/record.js';
import { settledHunt, type HuntOptions } from '../hunt/settings.js';
import { summarise, type ZeroImage } from '../hunt/summary.js';
import type { Corpus } from '../image/corpus.js';
import { describeCulprit } from '../network/degree/flaw.js';
import { circumstances } from '../report/documents/checkReport.js';
import { drawFlips, type DrawnFlip } from '../report/folder/drawHunt.js';
import { HuntFolder, identityOf } from '../report/folder/huntFolder.js';
import { jsonText } from '../report/formats/json.js';
import { terminalText } from '../report/text/terminalText.js';
import type { Share } from '../run/share.js';
import type { HuntContent, KeptFlip } from '../shard/huntPart.js';
import { imagesDigest } from '../shard/imagesDigest.js';
import { keptViewsOf } from '../shard/keepViews.js';
import { keptOf } from '../shard/keptCounterexample.js';
import type { PartDraft } from '../shard/part.js';
import { writePart } from '../shard/partFile.js';
import { describeShard, shareOf } from '../shard/shard.js';
import { version } from '../version.js';
import { exitStatus } from './exitStatus.js';
import type { HuntBar } from './huntProgress.js';
import { huntFlags, type HuntFlags } from './huntSettings.js';
import { describeCorpus } from './imageOptions.js';
import type { Interrupt } from './interrupt.js';
import { confirmFlip } from './keepFlips.js';
import { interruptedPart, type PlannedPart } from './shardOptions.js';

/** A hunt that is ready to run. */
export interface ReadyHunt {
  readonly classifier: Classifier;
  readonly corpus: Corpus;
  readonly flags: HuntFlags;
  readonly options: HuntOptions;
  /** Asked before: a model that falls silent in the middle is none to ask at the end. */
  readonly zero: ZeroImage;
  readonly notes: readonly string[];
  readonly bar: HuntBar;
  readonly stop: Interrupt;
}

/**
 * Does a part of a hunt and writes it. While it lasts, its journal is beside the part, in a folder; `--resume` goes on from there.
 *
 * @returns the status of what this part found.
 * @throws InputError if it was interrupted: then there is no part, and the journal stays.
 */
export async function doHuntPart(planned: PlannedPart, ready: ReadyHunt): Promise<number> {
  const { classifier, corpus, flags, options, zero, bar, stop } = ready;
  const { shard, file } = planned;
  const started = now();
  const settings = settledHunt(options);
  const identity = identityOf(classifier.spec, corpus.images, settings);
  const share = imagesOf(planned, ready);
  const place = journalFor(file);
  const own = { ...identity, part: `images ${share.from} to ${share.to}` };
  const folder = await HuntFolder.open(place, share.to - share.from, own, { resume: flags.resume === true });
  let records: readonly HuntRecord[];
  const worst: KeptFlip[] = [];
  const shown = flags.worst ?? huntFlags.worst.default;
  const keeping = flags.readOnly !== true;
  try {
    records = await huntShare(share, ready, folder);
    const byIndex = Object.fromEntries(records.map((record) => [record.index, record]));
    const drawing = { simplify: flags.simplify === true, exact: flags.exact === true, signal: stop.signal };
    const confirming = { ...settings, signal: stop.signal };
    const indices = summarise(records, settings.scalars.min, shown).worst;
    for await (const flip of drawFlips(indices, byIndex, classifier, corpus.images, settings, drawing)) {
      const { index } = flip.drawn;
      const found = keeping
        ? await confirmFlip(classifier, corpus.images[index], byIndex[index], confirming)
        : undefined;
      worst.push({ ...keptFlipOf(flip), counterexample: keptOrNot(found) });
    }
  } finally {
    bar.stop();
    await folder.close();
  }
  if (stop.signal.aborted) throw interruptedPart(planned, ' and --resume');
  stop.protect();
  const { overflow, space, tolerance, scalars, precision } = settings;
  const { model, assumed } = circumstances({
    spec: classifier.spec,
    overflow,
    space,
    images: describeCorpus(corpus),
  });
  const content: HuntContent = {
    planned: corpus.images.length,
    ...share,
    identity,
    search: { scalars, tolerance, precision },
    zero: { ...zero, scores: [...zero.scores] },
    culprits: culpritsOf(classifier).map(describeCulprit),
    records: [...records],
    worst,
    shown,
    keeping,
    notes: [...ready.notes],
    durationMs: Math.round(now() - started),
  };
  const { batch } = identity;
  const draft: PartDraft = {
    schema: 'conic.part/1',
    verb: 'hunt',
    conic: version,
    shard,
    model,
    images: imagesDigest(corpus),
    seed: null,
    options: { ...settings, batch, worst: shown, simplify: flags.simplify, exact: flags.exact, keeping },
    assumed,
    content,
  };
  await writePart(file, draft);
  // What it was for is in the part now.
  await rm(place, { recursive: true, force: true });
  const flipped = records.filter(({ outcome }) => outcome === 'flipped').length;
  const said = `${model.id}: ${describeShard(shard)}\n  ${counted(records.length, 'image')}, ${flipped} with a flip\nWritten: ${file}. When all parts are there: conic merge --report\n`;
  process.stdout.write(flags.json === true ? jsonText(draft) : terminalText(said));
  return exitStatus[flipped > 0 ? 'violated' : 'held'];
}

const journalFor = (file: string): string => file.replace(/\.part\.json$/, '.journal');

/**
 * The images of a part. Images are searched in groups whose questions share batches, and each part has whole groups: so its results
 * are those of the single hunt to the last bit.
 */
function imagesOf({ shard }: PlannedPart, { classifier, corpus: { images } }: ReadyHunt): Share {
  const size = imagesInGroup(classifier);
  const groups = shareOf(shard, Math.ceil(images.length / size));
  return { from: Math.min(images.length, groups.from * size), to: Math.min(images.length, groups.to * size) };
}

/** What is known of the images of a part; each is in its journal by then, which counts from the first of them. */
async function huntShare(
  { from, to }: Share,
  { classifier, corpus, options, bar, stop }: ReadyHunt,
  folder: HuntFolder,
): Promise<readonly HuntRecord[]> {
  const records = folder.known.map((record) => ({ ...record, index: record.index + from }));
  const onProgress = bar.update.bind(bar);
  const own = { ...options, firstImage: from + records.length, signal: stop.signal, onProgress };
  if (own.firstImage < to)
    for await (const hunted of hunt(classifier, corpus.images.slice(0, to), own)) {
      const record = huntRecordOf(hunted);
      await folder.keep([{ ...record, index: record.index - from }]);
      records.push(record);
    }
  return records;
}

const keptFlipOf = ({ drawn, files, views }: DrawnFlip): Omit<KeptFlip, 'counterexample'> => ({
  drawn,
  files: [...files].map(([name, content]) =>
    typeof content === 'string' ? { name, text: content } : { name, base64: content.toString('base64') },
  ),
  ...keptViewsOf(views),
});

const keptOrNot = (found: Awaited<ReturnType<typeof confirmFlip>>): KeptFlip['counterexample'] =>
  found?.counterexample === undefined ? null : keptOf(found.counterexample);
