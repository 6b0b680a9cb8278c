import { z } from 'zod';
import { contrastMargin } from '../inspections/contrastMargin.js';
import { inspectImages, shareImages } from '../inspections/inspectImages.js';
import { allowedViolations } from '../statistics/casesNeeded.js';
import { clopperPearson, type Interval } from '../../statistics/clopperPearson.js';
import { counted } from '../../counted.js';
import { grouped, percent } from '../words.js';
import { eachLabelInWords, judgeEachLabel } from './eachLabel.js';
import { confidence, each, severity, shareInside, shareUpTo1 } from './fields.js';
import { fieldsOf } from './fieldsOf.js';
import { leastCases } from './leastCases.js';
import { decidedOf, shortness } from './limit.js';
import { ownLimit } from './ownLimit.js';
import { regression } from './regression.js';

const also = { leastCases, regression };

const schema = z
  .strictObject(
    {
      scalar: shareInside.describe('the contrast down to which images are to keep their label'),
      share: shareUpTo1.describe('at least this share of images'),
      confidence: confidence
        .describe('judge the share in all images like these, with this confidence; default: the share of these images')
        .exactOptional(),
      each: each.exactOptional(),
      severity: severity.exactOptional(),
      ...fieldsOf(also),
    },
    '{ scalar: 0.5, share: 0.95 }',
  )
  .refine((given) => given.share < 1 || given.confidence === undefined, {
    error: 'a share below 1, since no number of images shows that all keep their label',
    path: ['share'],
  });

/**
 * At least this share of images keeps its label while the light is turned down to a scalar. Without a confidence it is about
 * these images; with one, about all images of which these are a sample.
 */
export const margin = ownLimit({
  name: 'margin',
  description: 'how far the light may be turned down',
  unit: { name: 'share of images', as: 'share', better: 'more' },
  schema,
  also,
  inspection: ({ scalar }, run) => {
    const cases = run.eachImage().length;
    return {
      name: 'contrast-margin',
      cases,
      comparable: { scalar, images: cases },
      inspect: () => inspectImages(contrastMargin(scalar, run.tolerance), run),
      inspectShare: (_, own) => shareImages(contrastMargin(scalar, run.tolerance), run, own),
    };
  },
  claim: ({ share, scalar, confidence: sure, each: apart }) =>
    `at least ${percent(share)} of images keep their label down to ${scalar}${apart === undefined ? '' : eachLabelInWords}${withConfidence(sure)}`,
  judge: ({ share, confidence: sure, each: apart }, { cases, labels }, claim) => {
    if (apart !== undefined)
      return {
        planned: cases,
        announcement: `${counted(cases, 'image')}, so that ${claim}`,
        settled: () => false,
        judge: (evidence) =>
          judgeEachLabel(
            {
              limit: share,
              of: 'held',
              confidence: sure,
              labels,
              cases,
              said: { became: 'keep their label', thing: 'image' },
            },
            evidence,
          ),
      };
    // As a rate of lost labels it is the same question.
    const allowedOf = (images: number): number =>
      sure === undefined
        ? Math.floor(images * (1 - share) + 1e-9)
        : allowedViolations({ atMost: 1 - share, confidence: sure }, images);
    const allowed = allowedOf(cases);
    const may = allowed < 0 ? 'too few to show that' : `up to ${grouped(allowed)} may lose their label, so that`;
    return {
      planned: cases,
      announcement: `${counted(cases, 'image')}, of which ${may} ${claim}`,
      settled: () => false,
      judge: (evidence) => {
        const { counts } = evidence;
        const decided = decidedOf(counts);
        const lost = clopperPearson(counts.violated, decided, sure ?? 0.975);
        const interval: Interval = { ...lost, low: 1 - lost.high, high: 1 - lost.low };
        const kept = decided === 0 ? undefined : counts.held / decided;
        const common = { cases: decided, limit: share, ...(kept === undefined ? {} : { measured: kept, interval }) };
        const short = { ...common, outcome: 'inconclusive', reason: shortness(evidence, cases) } as const;
        if (kept === undefined || evidence.stopped !== undefined) return short;
        const seen = `${grouped(counts.held)} of ${counted(decided, 'image')} keep their label`;
        const bound = sure === undefined ? '' : `: a share of at least ${percent(interval.low)}${withConfidence(sure)}`;
        const enough = sure === undefined ? kept >= share : counts.violated <= allowedOf(decided);
        if (enough) return { ...common, outcome: 'pass', reason: `${seen}${bound}` };
        if (sure !== undefined && counts.violated === 0)
          return {
            ...common,
            outcome: 'inconclusive',
            reason: `${seen}, which are too few to show more than ${percent(interval.low)}`,
          };
        return {
          ...common,
          outcome: 'fail',
          reason: `${seen}${bound}`,
          badness: { measured: 1 - kept, atLeast: lost.low, atMost: lost.high },
        };
      },
    };
  },
});

const withConfidence = (sure: number | undefined): string =>
  sure === undefined ? '' : `, with ${percent(sure)} confidence`;
