import { z } from 'zod';
import { inspectImages, shareImages } from '../inspections/inspectImages.js';
import { provedOnRay } from '../inspections/provedOnRay.js';
import { wholeRange } from '../../settings/scalars.js';
import { keyOf } from '../../settings/zod.js';
import { counted } from '../../counted.js';
import { grouped, percent } from '../words.js';
import { severity, shareUpTo1 } from './fields.js';
import { shortness, triedOf } from './limit.js';
import { ownLimit } from './ownLimit.js';

const schema = z.strictObject(
  {
    scalars: keyOf({ kind: wholeRange, help: 'the scalars between which images are to keep their label' }),
    share: shareUpTo1.describe('at least this share of images is to be proved'),
    severity: severity.exactOptional(),
  },
  '{ scalars: { min: 0.5, max: 1 }, share: 0.9 }',
);

/**
 * At least this share of images is proved to keep its label between two scalars. What is neither proved nor shown to flip counts
 * as not proved.
 */
export const proved = ownLimit({
  name: 'proved',
  description: 'images that are proved to keep their label between two scalars',
  unit: { name: 'share of images', as: 'share', better: 'more' },
  schema,
  inspection: ({ scalars: { min, max } }, run) => ({
    name: 'proved-on-ray',
    cases: run.eachImage().length,
    inspect: () => inspectImages(provedOnRay(min, max, run), run),
    // A certificate asks about its image alone, and takes long.
    inspectShare: (_, own) => shareImages(provedOnRay(min, max, run), run, own, 1),
  }),
  claim: ({ scalars: { min, max }, share }) =>
    `at least ${percent(share)} of images are proved to keep their label from ${min} to ${max}`,
  judge: ({ share }, { cases }, claim) => ({
    planned: cases,
    announcement: `${counted(cases, 'image')} to be proved, so that ${claim}`,
    settled: () => false,
    judge: (evidence) => {
      const { held, violated, vacuous, inconclusive } = evidence.counts;
      const all = triedOf(evidence.counts);
      const measured = all === 0 ? 0 : held / all;
      const common = { cases: all, limit: share, measured };
      if (all === 0 || evidence.stopped !== undefined)
        return { ...common, outcome: 'inconclusive', reason: shortness(evidence, cases) };
      const reason = `${grouped(held)} of ${counted(all, 'image')} proved, ${grouped(violated)} flip, ${grouped(vacuous + inconclusive)} undecided`;
      if (measured >= share) return { ...common, outcome: 'pass', reason };
      const missing = 1 - measured;
      return { ...common, outcome: 'fail', reason, badness: { measured: missing, atLeast: missing, atMost: missing } };
    },
  }),
});
