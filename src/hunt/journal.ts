import type { JournalKind } from '../files/journal.js';
import { recordSchema, type HuntRecord } from './record.js';

/** How a hunt is kept while it lasts. */
export const huntJournal: JournalKind<HuntRecord> = {
  schema: 'conic.hunt-journal/1',
  run: 'hunt',
  remedy: 'Repeat the command as it was, or hunt into another folder.',
  entryIn: (value, place) => {
    const record = recordSchema.safeParse(value);
    return record.success && record.data.index === place ? record.data : undefined;
  },
};
