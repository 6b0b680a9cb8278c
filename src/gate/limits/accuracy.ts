import { z } from 'zod';
import { transformations } from '../../../transformations/index.js';
import { assertStrength, formatStrength } from '../../image/transformation.js';
import { transformationNamed } from '../../run/transformationNamed.js';
import { clopperPearson } from '../../statistics/clopperPearson.js';
import {
  inspectAccuracy,
  judgedImages,
  shareAccuracy,
  type AppliedTransformation,
} from '../inspections/inspectAccuracy.js';
import { counted } from '../../counted.js';
import { grouped, percent } from '../words.js';
import { eachLabelInWords, judgeEachLabel } from './eachLabel.js';
import { confidence, each, name, severity, shareInside, strength } from './fields.js';
import { decidedOf, shortness } from './limit.js';
import { ownLimit } from './ownLimit.js';

const schema = z
  .strictObject(
    {
      atLeast: shareInside.describe('the smallest share of images that are to get the label they are known by'),
      confidence: confidence.describe('default 0.95').exactOptional(),
      along: name
        .describe('a transformation, such as gamma: images are asked about at one strength of it')
        .exactOptional(),
      at: strength.describe('that strength').exactOptional(),
      each: each
        .describe('label: it is to hold for each label that images are known by, and not only for all together')
        .exactOptional(),
      severity: severity.exactOptional(),
    },
    "{ atLeast: 0.9 } or { along: 'gamma', at: 0.5, atLeast: 0.7 }",
  )
  .refine((given) => (given.along === undefined) === (given.at === undefined), {
    error: 'along and at together: a transformation, and the strength of it',
    params: { found: 'one of along and at without the other' },
  });

type AccuracySettings = z.infer<typeof schema>;

/** @throws InputError if there is no such transformation, or it has no such strength. */
function appliedIn({ along, at }: AccuracySettings): AppliedTransformation | undefined {
  if (along === undefined || at === undefined) return undefined;
  const transformation = transformationNamed(transformations, along, ['accuracy', 'along']);
  assertStrength(transformation, at, 'accuracy.at');
  return { transformation, strength: at };
}

/** As in ` at gamma 0.5`. */
const alongInWords = ({ along, at }: AccuracySettings): string =>
  along === undefined || at === undefined ? '' : ` at ${along} ${formatStrength(at)}`;

/**
 * At least this share of images gets the label that it is known by, as it is or at one strength of a transformation: judged of all images of which these are a sample, by both
 * bounds of Clopper and Pearson. Where the limit lies between the two, there are too few images to tell.
 */
const one = ownLimit({
  name: 'accuracy',
  description: 'how many images get the label that they are known by',
  unit: { name: 'share of images', as: 'share', better: 'more' },
  schema,
  inspection: (settings, run) => {
    const applied = appliedIn(settings);
    const at = applied === undefined ? [] : [applied.transformation.name, formatStrength(applied.strength)];
    return {
      name: ['accuracy', ...at, ...(settings.each === undefined ? [] : ['each-label'])].join(':'),
      cases: judgedImages(run, applied).length,
      inspect: () => inspectAccuracy(run, applied),
      inspectShare: (_, own) => shareAccuracy(run, own, applied),
    };
  },
  claim: ({ atLeast, confidence: sure = 0.95, ...along }) =>
    `at least ${percent(atLeast)} of images get the label they are known by${alongInWords({ atLeast, ...along })}${along.each === undefined ? '' : eachLabelInWords}, with ${percent(sure)} confidence`,
  judge: ({ atLeast, confidence: sure = 0.95, ...along }, { cases, labels }, claim) => ({
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
      if (along.each !== undefined)
        return judgeEachLabel(
          {
            limit: atLeast,
            of: 'held',
            confidence: sure,
            labels,
            cases,
            said: { became: 'get the label they are known by', thing: 'image' },
          },
          evidence,
        );
      const interval = clopperPearson(counts.held, images, sure);
      const measured = counts.held / images;
      const common = { cases: images, limit: atLeast, measured, interval };
      if (evidence.stopped !== undefined)
        return { ...common, outcome: 'inconclusive', reason: shortness(evidence, cases) };
      const seen = `${grouped(counts.held)} of ${counted(images, 'image')} get the label they are known by${alongInWords({ atLeast, ...along })}`;
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

const areDifferent = (given: readonly AccuracySettings[]): boolean =>
  new Set(given.map(({ along = '', at = 0, each: apart = '' }) => `${along} ${at} ${apart}`)).size === given.length;

/** The same, or a list of them: at several strengths, and as the images are. */
export const accuracy = {
  ...one,
  field: schema
    .or(
      z
        .array(schema, 'a list of limits on accuracy')
        .min(1, 'one limit or more')
        .refine(areDifferent, {
          error: 'each of another strength, or of none',
          params: { found: 'two limits on the same accuracy' },
        }),
    )
    .describe('how many images get the label that they are known by; a list asks for it at several strengths')
    .exactOptional(),
};
