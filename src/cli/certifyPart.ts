import type { Classifier } from '../classifier/classifier.js';
import type { Corpus } from '../image/corpus.js';
import { circumstances } from '../report/documents/checkReport.js';
import { jsonText } from '../report/formats/json.js';
import { terminalText } from '../report/text/terminalText.js';
import { modelSettings } from '../settings/model.js';
import { only } from '../settings/check.js';
import { imagesDigest } from '../shard/imagesDigest.js';
import type { DoneBy, PartDraft } from '../shard/part.js';
import { writePart } from '../shard/partFile.js';
import { describeShard } from '../shard/shard.js';
import { version } from '../version.js';
import type { CertifySettings } from './certifySettings.js';
import { exitStatus } from './exitStatus.js';
import { describeCorpus } from './imageOptions.js';
import { interruptedPart, type PlannedPart } from './shardOptions.js';

/** What was certified, and how. */
export interface CertifiedWith {
  readonly classifier: Classifier;
  readonly corpus: Corpus;
  readonly settings: CertifySettings;
}

/** What a part of certificates came to. */
export interface CertifiedPart {
  /** How many were come to before an interruption. */
  readonly done: number;
  readonly verdict: 'held' | 'violated' | 'inconclusive';
}

/**
 * Writes a part of certificates.
 *
 * @returns the status of what this part found.
 * @throws InputError if it was interrupted: then there is no part, and its journal stays.
 */
export async function finishCertifyPart(
  planned: PlannedPart,
  certified: Extract<DoneBy, { readonly verb: `certify-${string}` }>,
  { classifier, corpus, settings }: CertifiedWith,
  { done, verdict }: CertifiedPart,
): Promise<number> {
  const { from, to } = certified.content;
  if (done < to - from) throw interruptedPart(planned, ' and --resume');
  const about = aboutPart({ classifier, corpus, settings });
  const draft: PartDraft = {
    ...certified,
    schema: 'conic.part/1',
    conic: version,
    shard: planned.shard,
    ...about,
    seed: null,
  };
  await writePart(planned.file, draft);
  const said = `${about.model.id}: ${describeShard(planned.shard)}\n  ${done} certificates: ${verdict}\nWritten: ${planned.file}. When all parts are there: conic merge\n`;
  process.stdout.write(settings.json === true ? jsonText(draft) : terminalText(said));
  return exitStatus[done === 0 ? 'held' : verdict];
}

/** What a part says of its run besides which part it is. */
export function aboutPart({
  classifier,
  corpus,
  settings,
}: CertifiedWith): Pick<PartDraft, 'model' | 'images' | 'options' | 'assumed'> {
  const { workers: _workers, threads: _threads, labels: _labels, ...feeding } = only(modelSettings, settings);
  const { scalars, method, region, timeLimit } = settings;
  const { model, assumed } = circumstances({ spec: classifier.spec, images: describeCorpus(corpus) });
  const options = { scalars, method, region, timeLimit, ...feeding };
  return { model, images: imagesDigest(corpus), options, assumed };
}
