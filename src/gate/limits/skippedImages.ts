import { z } from 'zod';
import { shareCounts } from '../inspections/inspectedShare.js';
import { inspectSkipped } from '../inspections/inspectSkipped.js';
import { counted } from '../../counted.js';
import { grouped, percent } from '../words.js';
import { shareKey } from './fields.js';
import { triedOf } from './limit.js';
import { ownLimit } from './ownLimit.js';

const schema = z.strictObject(
  { atMost: shareKey.describe('the largest share of images; default 0.05') },
  '{ atMost: 0.05 }',
);

/**
 * At most this share of the images was left out because it could not be read. With more, the images that are judged are not
 * those that were meant: nothing is wrong with the model, but nothing is shown either. Where images were left out it stands
 * there without being asked for.
 */
export const skippedImages = ownLimit({
  name: 'skipped',
  description: 'how many images may be left out as unreadable before the gate is inconclusive',
  unit: { name: 'share of images', as: 'share', better: 'less' },
  schema,
  precondition: true,
  unlessSaid: ({ corpus }) => (corpus !== undefined && corpus.skipped.length > 0 ? { atMost: 0.05 } : undefined),
  inspection: (_, run) => ({
    name: 'images',
    cases: 0,
    inspect: async () => ({ evidence: inspectSkipped(run) }),
    inspectShare: async (_, own) => shareCounts(inspectSkipped(run), own),
  }),
  claim: ({ atMost }) => `at most ${percent(atMost)} of the images are left out as unreadable`,
  judge: ({ atMost }) => ({
    settled: () => false,
    judge: ({ counts }) => {
      const all = triedOf(counts);
      const measured = all === 0 ? 0 : counts.vacuous / all;
      return {
        outcome: measured <= atMost ? 'pass' : 'inconclusive',
        cases: all,
        limit: atMost,
        measured,
        reason: `${grouped(counts.vacuous)} of ${counted(all, 'image')} could not be read`,
      };
    },
  }),
});
