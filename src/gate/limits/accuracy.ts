import { z } from 'zod';
import { knownLabels } from '../../run/knownLabels.js';
import { inspectAccuracy, shareAccuracy } from '../inspections/inspectAccuracy.js';
import { clopperPearson } from '../statistics/clopperPearson.js';
import { counted, grouped, percent } from '../words.js';
import { confidence, severity, shareInside } from './fields.js';
import { decidedOf, shortness } from './limit.js';
import { ownLimit } from './ownLimit.js';

const schema = z.strictObject(
  {
    atLeast: shareInside.describe('the smallest share of images that are to get the label they are known by'),
    confidence: confidence.describe('default 0.95').exactOptional(),
    severity: severity.exactOptional(),
  },
  '{ atLeast: 0.9 }',
);

/**
 * At least this share of images gets the label that it is known by: judged of all images of which these are a sample, by both
 * bounds of Clopper and Pearson. Where the limit lies between the two, there are too few images to tell.
 */
export const accuracy = ownLimit({
  name: 'accuracy',
  description: 'how many images get the label that they are known by',
  unit: { name: 'share of images', as: 'share', better: 'more' },
  schema,
  inspection: (_, run) => ({
    name: 'accuracy',
    cases: run.corpus === undefined ? 0 : knownLabels(run.classifier, run.corpus).length,
    inspect: () => inspectAccuracy(run),
    inspectShare: (_, own) => shareAccuracy(run, own),
  }),
  claim: ({ atLeast, confidence: sure = 0.95 }) =>
    `at least ${percent(atLeast)} of images get the label they are known by, with ${percent(sure)} confidence`,
  judge: ({ atLeast, confidence: sure = 0.95 }, { cases }, claim) => ({
    planned: cases,
    announcement: `${counted(cases, 'image')} of known label, to show that ${claim}`,
    settled: () => false,
    judge: (evidence) => {
      const { counts } = evidence;
      const images = decidedOf(counts);
      if (images === 0)
        return {
          outcome: 'inconclusive',
          cases: 0,
          limit: atLeast,
          reason: cases === 0 ? 'no image has a label that is known' : shortness(evidence, cases),
        };
      const interval = clopperPearson(counts.held, images, sure);
      const measured = counts.held / images;
      const common = { cases: images, limit: atLeast, measured, interval };
      if (evidence.stopped !== undefined)
        return { ...common, outcome: 'inconclusive', reason: shortness(evidence, cases) };
      const seen = `${grouped(counts.held)} of ${counted(images, 'image')} get the label they are known by`;
      const surely = `with ${percent(sure)} confidence`;
      if (interval.low >= atLeast)
        return { ...common, outcome: 'pass', reason: `${seen}: at least ${percent(interval.low)}, ${surely}` };
      if (interval.high < atLeast)
        return {
          ...common,
          outcome: 'fail',
          reason: `${seen}: at most ${percent(interval.high)}, ${surely}`,
          badness: { measured: 1 - measured, atLeast: 1 - interval.high, atMost: 1 - interval.low },
        };
      return {
        ...common,
        outcome: 'inconclusive',
        reason: `${seen}, which are too few to tell whether it is ${percent(atLeast)} or more`,
      };
    },
  }),
});
