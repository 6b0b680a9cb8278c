import { z } from 'zod';
import { headlineOf, ifMeant, remedyInWords } from '../../report/text/misfedInWords.js';
import { shareCounts } from '../inspections/inspectedShare.js';
import { ownLimit } from './ownLimit.js';

/**
 * The model gives known images their label more often than guessing does. One that does not is probably not fed as it was
 * trained: nothing else that is found of it counts for it. It stands there without being asked for, where a model is at chance
 * and the configuration does not say that this is meant.
 */
export const chance = ownLimit({
  name: 'chance',
  description: 'whether the model is better than guessing',
  unit: { name: 'share of images', as: 'share', better: 'more' },
  schema: z.strictObject({}),
  precondition: true,
  unlessSaid: ({ misfed }) => (misfed === undefined ? undefined : {}),
  inspection: (_, { misfed }) => {
    const [correct, labelled] = [misfed?.correct ?? 0, misfed?.labelled ?? 0];
    const said =
      misfed === undefined
        ? ''
        : `${headlineOf(misfed)}. ${remedyInWords(misfed.remedy, 'gate')} ${ifMeant('gate')}`.replace(/\.$/, '');
    const counts = { held: correct, violated: labelled - correct, vacuous: 0, inconclusive: 0 };
    return {
      name: 'chance',
      cases: labelled,
      inspect: async () => ({ evidence: { counts, outcomes: '', batchDependent: false, said } }),
      inspectShare: async (_, own) => shareCounts({ counts, said }, own),
    };
  },
  claim: () => 'images get the label they are known by more often than guessing gives it',
  judge: () => ({
    settled: () => false,
    judge: ({ counts: { held, violated }, said = '' }) => ({
      outcome: 'inconclusive',
      cases: held + violated,
      measured: held / (held + violated),
      reason: said,
    }),
  }),
});
