import { z } from 'zod';
import { gateSettings } from '../../settings/gate.js';
import { wholeRange } from '../../settings/scalars.js';
import { keyOf } from '../../settings/zod.js';

// The one source of the configuration's form: its types, its validation and the JSON Schema that ships with the package.

const text = z.string('a text').min(1, 'a text that is not empty');
const flag = z.boolean('true or false');

const whole = (from: number, to: number) => {
  const what = `a whole number from ${from} to ${to}`;
  return z.int(what).min(from, what).max(to, what);
};

const choice = <const Choices extends readonly string[]>(choices: Choices) => z.enum(choices, choices.join(', '));

const inside = 'a number above 0 and below 1';
const shareInside = z.number(inside).gt(0, inside).lt(1, inside);

const sure = 'a number above 0.5 and below 1, such as 0.95';
const confidence = z.number(sure).gt(0.5, sure).lt(1, sure);

const severity = choice(['fail', 'warn']).describe('fail (default) stops the release; warn is only said');

const leastCases = whole(1, 1e9).describe('with fewer decided cases than these the gate is inconclusive');

const rate = z.strictObject(
  {
    atMost: shareInside.describe('the largest rate of violations, as a share of the decided cases'),
    confidence: confidence.describe('default 0.95').exactOptional(),
    typical: z
      .number('a rate of 0 or more')
      .min(0, 'a rate of 0 or more')
      .describe('a rate with which a model is to pass nine times in ten: more cases, of which some may be violated')
      .exactOptional(),
  },
  '{ atMost: 0.01, confidence: 0.95 }',
);

const change = z
  .strictObject(
    {
      absolute: z.number('a share').min(0, 'a share of 0 or more').max(1, 'a share of at most 1').exactOptional(),
      relative: z.number('a share').min(0, 'a share of 0 or more').exactOptional(),
      confidence: confidence.describe('default 0.95').exactOptional(),
      shown: flag
        .describe('true: pass only if it is shown to be no worse; default: unless it is worse')
        .exactOptional(),
      severity: severity.exactOptional(),
    },
    '{ absolute: 0.01 } or { relative: 0.1 }',
  )
  .refine((given) => given.absolute === undefined || given.relative === undefined, {
    error: 'only one of absolute and relative',
    params: { found: 'both absolute and relative' },
  })
  .describe('how much worse than the baseline the model may be');

const property = z
  .strictObject(
    {
      noneViolated: z.literal(true, 'true').describe('no case may be violated').exactOptional(),
      rate: rate.exactOptional(),
      cases: whole(1, 1e8).describe('decided cases to try').exactOptional(),
      leastCases: leastCases.exactOptional(),
      severity: severity.exactOptional(),
      regression: change.or(z.literal(false)).describe('false: not compared with the baseline').exactOptional(),
    },
    'limits: { noneViolated: true } or { rate: { atMost: 0.01 } }',
  )
  .refine((given) => given.noneViolated === undefined || given.rate === undefined, {
    error: 'only one of noneViolated and rate',
    params: { found: 'both noneViolated and rate' },
  })
  .refine(
    (given) => [given.noneViolated, given.rate, given.leastCases].some(isSet) || typeof given.regression === 'object',
    {
      error: 'noneViolated, rate, leastCases or regression',
      params: { found: 'no limit' },
    },
  );

const margin = z
  .strictObject(
    {
      scalar: shareInside.describe('the contrast down to which images are to keep their label'),
      share: z
        .number(inside)
        .gt(0, inside)
        .max(1, 'a number above 0 and at most 1')
        .describe('at least this share of images'),
      confidence: confidence
        .describe('judge the share in all images like these, with this confidence; default: the share of these images')
        .exactOptional(),
      leastCases: leastCases.exactOptional(),
      severity: severity.exactOptional(),
      regression: change.or(z.literal(false)).exactOptional(),
    },
    '{ scalar: 0.5, share: 0.95 }',
  )
  .refine((given) => given.share < 1 || given.confidence === undefined, {
    error: 'a share below 1, since no number of images shows that all keep their label',
    path: ['share'],
  });

const proved = z.strictObject(
  {
    scalars: keyOf({ kind: wholeRange, help: 'the scalars between which images are to keep their label' }),
    share: z
      .number(inside)
      .gt(0, inside)
      .max(1, 'a number above 0 and at most 1')
      .describe('at least this share of images is to be proved'),
    severity: severity.exactOptional(),
  },
  '{ scalars: { min: 0.5, max: 1 }, share: 0.9 }',
);

const zeroImage = z.strictObject(
  {
    atMost: z
      .number(inside)
      .gt(0, inside)
      .max(1, 'a number above 0 and at most 1')
      .describe('the largest probability that any label may have'),
    severity: severity.exactOptional(),
  },
  '{ atMost: 0.2 }',
);

/** What is told of the model, the images and the run, each as it is declared in `src/settings`. */
const runKeys = {
  model: keyOf(gateSettings.model),
  images: keyOf(gateSettings.images).exactOptional(),
  seed: keyOf(gateSettings.seed).exactOptional(),
  cases: keyOf(gateSettings.cases).exactOptional(),
  scalars: keyOf(gateSettings.scalars).exactOptional(),
  overflow: keyOf(gateSettings.overflow).exactOptional(),
  space: keyOf(gateSettings.space).exactOptional(),
  tolerance: keyOf(gateSettings.tolerance).exactOptional(),
  timeLimit: keyOf(gateSettings.timeLimit).exactOptional(),
  earlyStop: keyOf(gateSettings.earlyStop).exactOptional(),
  accepted: keyOf(gateSettings.accepted).exactOptional(),
  report: keyOf(gateSettings.report).exactOptional(),
  failOn: keyOf(gateSettings.failOn).exactOptional(),
};

export const configSchema = z
  .strictObject(
    {
      $schema: text.describe('where an editor finds this schema').exactOptional(),
      ...runKeys,
      properties: z
        .record(text, property, 'limits by the name of a property')
        .describe('limits by the name of a property, such as scalar-invariance')
        .exactOptional(),
      margin: margin.describe('how far the light may be turned down').exactOptional(),
      proved: proved.describe('images that are proved to keep their label between two scalars').exactOptional(),
      zeroImage: zeroImage.describe('what a black image may favour').exactOptional(),
      baseline: text
        .or(z.literal(false))
        .describe("the gate's report.json of the released model; false: there is none yet")
        .exactOptional(),
      regression: change
        .describe('for every property and the margin; default { absolute: 0 } with a baseline')
        .exactOptional(),
    },
    'an object of settings',
  )
  .refine(
    ({ properties = {}, margin, proved, zeroImage }) =>
      Object.keys(properties).length > 0 || isSet(margin) || isSet(proved) || isSet(zeroImage),
    {
      error: 'a limit: in properties, margin, proved or zeroImage',
      params: { found: 'no limit' },
    },
  );

const isSet = (value: unknown): boolean => value !== undefined;

/** What a gate is told: the content of `conic.config.ts`. */
export type GateConfig = z.infer<typeof configSchema>;
export type PropertyLimits = z.infer<typeof property>;
export type ProvedLimit = z.infer<typeof proved>;
export type RegressionLimit = z.infer<typeof change>;
export type MarginLimit = z.infer<typeof margin>;

/** As JSON Schema, draft 2020-12. */
export const configJsonSchema = (): object =>
  z.toJSONSchema(configSchema, { target: 'draft-2020-12', unrepresentable: 'any' });
