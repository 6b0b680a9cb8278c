import { z } from 'zod';
import type { JournalKind } from '../files/journal.js';
import { reportedRaySchema, type ReportedRay } from '../report/documents/certifyRay.js';
import { reportedRegionSchema, type ReportedRegion } from '../report/documents/certifyRegion.js';

// How a part of `conic certify` is kept while it lasts: a certificate a line, as its report has it.

/** A certificate, and its place among those of the part. */
export interface CertificateEntry<Certificate> {
  readonly index: number;
  readonly certificate: Certificate;
}

function certificateJournal<Certificate>(schema: z.ZodType<Certificate>): JournalKind<CertificateEntry<Certificate>> {
  const entry = z.strictObject({ index: z.int().min(0), certificate: schema });
  // The value itself and not what the form makes of it, which has fields in its own order: documents keep that of the run.
  const isEntry = (value: unknown): value is CertificateEntry<Certificate> => entry.safeParse(value).success;
  return {
    schema: 'conic.certify-journal/1',
    run: 'part of certificates',
    remedy: 'Repeat the command as it was, or without --resume: then it begins anew.',
    entryIn: (value, place) => (isEntry(value) && value.index === place ? value : undefined),
  };
}

export const rayJournal: JournalKind<CertificateEntry<ReportedRay>> = certificateJournal(reportedRaySchema);
export const regionJournal: JournalKind<CertificateEntry<ReportedRegion>> = certificateJournal(reportedRegionSchema);
