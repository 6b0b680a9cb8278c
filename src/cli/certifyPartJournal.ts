import { rm } from 'node:fs/promises';
import { engineName } from '../classifier/engineName.js';
import { assertSameRun, Journal, readJournal, type Identity, type JournalKind } from '../files/journal.js';
import { lock } from '../report/folder/lock.js';
import { notWritable } from '../report/folder/staging.js';
import { makeFolders } from '../report/makeFolders.js';
import type { Share } from '../run/share.js';
import type { CertificateEntry } from '../shard/certifyJournal.js';
import { version } from '../version.js';
import { aboutPart, type CertifiedWith } from './certifyPart.js';
import type { PlannedPart } from './shardOptions.js';
import { dirname } from 'node:path';

/** The journal of a part of certificates, beside it while it is being done. */
export interface CertifyPartJournal<Certificate> {
  /** What an earlier run of the part came to, of its first images or groups. */
  readonly known: readonly Certificate[];
  /** Keeps the certificate of the next one. */
  readonly keep: (certificate: Certificate) => Promise<void>;
  /** Ends it. @param isDone the part is written, and the journal has nothing to say any more. */
  readonly close: (isDone: boolean) => Promise<void>;
}

/**
 * Opens the journal of a part. With `resume`, what an earlier run of the part kept is known; otherwise it begins anew. Until it is
 * closed, no other run of this machine has it.
 *
 * @throws InputError if another run is at it, what is kept is of another model, other images or settings, or nothing can be written.
 */
export async function openCertifyPartJournal<Certificate>(
  { file }: PlannedPart,
  kind: JournalKind<CertificateEntry<Certificate>>,
  share: Share,
  certified: CertifiedWith,
): Promise<CertifyPartJournal<Certificate>> {
  const place = file.replace(/\.part\.json$/, '.journal');
  const written = <Value>(act: Promise<Value>): Promise<Value> =>
    act.catch((cause: unknown) => {
      throw notWritable(place, cause);
    });
  const held = await lock(place);
  try {
    const kept = await readJournal(place, kind);
    const identity = identityIn(share, certified);
    const goesOn = kept !== undefined && certified.settings.resume === true;
    if (goesOn) assertSameRun(kept, identity, place, kind);
    await written(makeFolders(dirname(place)));
    const journal = await written(
      goesOn ? Journal.resume(place, kept) : Journal.begin(place, kind, share.to - share.from, identity),
    );
    const known = goesOn ? kept.records.map(({ certificate }) => certificate) : [];
    let index = known.length;
    return {
      known,
      keep: (certificate) => written(journal.add([{ index: index++, certificate }])),
      close: async (isDone) => {
        try {
          await journal.close();
          if (isDone) await rm(place, { force: true });
        } finally {
          await held.release();
        }
      },
    };
  } catch (thrown) {
    await held.release();
    throw thrown;
  }
}

/** What makes a part the same part. */
function identityIn({ from, to }: Share, certified: CertifiedWith): Identity {
  const { model, images, options, assumed } = aboutPart(certified);
  return {
    conic: version,
    model: model.digest.slice(0, 16),
    engine: engineName(model.engine),
    reading: JSON.stringify(assumed),
    images: images.slice(0, 16),
    options: JSON.stringify(options),
    part: `${from} to ${to}`,
  };
}
