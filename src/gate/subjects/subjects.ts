import * as fc from 'fast-check';
import { anyImage } from '../../generate/anyImage.js';
import type { Corpus } from '../../image/corpus.js';
import type { Image } from '../../image/image.js';
import type { Property } from '../../run/property.js';
import type { Accepted } from '../known/accepted.js';
import { releasedOutcomes } from '../known/baseline.js';
import { caseDigest } from '../known/caseDigest.js';
import type { GateConfig } from '../config/config.js';
import { contrastMargin } from './contrastMargin.js';
import { inspectImages, inspectProperty, inspectZeroImage, type Circumstances, type Inspected } from './inspection.js';
import { limitsOn } from '../limits/index.js';
import type { Asked, Limit } from '../limits/limit.js';
import { provedOnRay } from './provedOnRay.js';
import { plannedProperties, regressionOf } from '../plan.js';
import type { GateReport } from '../schema.js';

/** Something that limits are on - a property, the margin, the zero image - and how it is inspected. */
export interface Subject {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** A digest of what its cases are made from; undefined where cases are not compared. */
  readonly cases?: string;
  readonly inspect: () => Promise<Inspected>;
}

/** What subjects are made from. */
export interface Workbench {
  readonly config: GateConfig;
  /** The configuration's name in messages. */
  readonly name: string;
  /** What names of properties stand for. */
  readonly properties: readonly Property<unknown>[];
  readonly corpus: Corpus | undefined;
  readonly baseline: GateReport | undefined;
  readonly accepted: readonly Accepted[];
  /** Whether findings are being accepted. */
  readonly accepting: boolean;
  readonly circumstances: Circumstances;
}

/** Images that the margin looks at where they are made. */
const madeImages = 300;

/**
 * Every subject of a configuration, with its limits.
 *
 * @throws InputError if the baseline's cases are not those of this configuration.
 */
export const subjectsOf = (bench: Workbench): readonly Subject[] => [
  ...plannedProperties(bench.config, bench.properties, bench.name).map(({ property, asked }) =>
    propertySubject(bench, property, asked),
  ),
  ...marginSubject(bench),
  ...provedSubject(bench),
  ...zeroImageSubject(bench),
];

function propertySubject(bench: Workbench, property: Property<unknown>, asked: Asked): Subject {
  const { scalars, overflow } = bench.config;
  const cases = digest(bench, property.name, { scalars, overflow });
  const limits = limitsFor(bench, comparing(bench, asked, cases));
  const inspect = () => inspectProperty(property, limits, asked.cases, bench.circumstances);
  return { name: property.name, limits, cases, inspect };
}

function marginSubject(bench: Workbench): readonly Subject[] {
  const { margin } = bench.config;
  if (margin === undefined) return [];
  const { severity = 'fail', leastCases, scalar } = margin;
  const images = marginImages(bench);
  const regression = regressionOf(margin, bench.config);
  const cases = digest(bench, 'contrast-margin', { scalar, images: images.length });
  const asked: Asked = {
    subject: 'contrast-margin',
    severity,
    cases: images.length,
    exhaustive: true,
    margin,
    ...(leastCases === undefined ? {} : { leastCases }),
    ...(regression === undefined ? {} : { regression }),
  };
  const limits = limitsFor(bench, comparing(bench, asked, cases));
  const inspect = () =>
    inspectImages(contrastMargin(scalar, bench.circumstances.tolerance), images, bench.circumstances);
  return [{ name: 'contrast-margin', limits, cases, inspect }];
}

function provedSubject(bench: Workbench): readonly Subject[] {
  const { proved } = bench.config;
  if (proved === undefined) return [];
  const { severity = 'fail', scalars } = proved;
  const images = marginImages(bench);
  const limits = limitsOn({ subject: 'proved-on-ray', severity, cases: images.length, exhaustive: true, proved });
  const inspect = () => inspectImages(provedOnRay(scalars.min, scalars.max), images, bench.circumstances);
  return [{ name: 'proved-on-ray', limits, inspect }];
}

/** Each image once; where they are made, as many as a property has cases. */
function marginImages({ config, corpus, circumstances }: Workbench): readonly Image[] {
  if (corpus !== undefined) return corpus.images;
  const { classifier, options } = circumstances;
  const numRuns = config.cases ?? madeImages;
  return fc.sample(anyImage(classifier.spec.shape), {
    seed: options.seed,
    numRuns,
    path: '',
    examples: [],
    plugins: [],
  });
}

function zeroImageSubject(bench: Workbench): readonly Subject[] {
  const { zeroImage } = bench.config;
  if (zeroImage === undefined) return [];
  const { atMost, severity = 'fail' } = zeroImage;
  const limits = limitsOn({ subject: 'zero-image', severity, cases: 1, exhaustive: true, zeroImage: { atMost } });
  return [{ name: 'zero-image', limits, inspect: () => inspectZeroImage(atMost, bench.circumstances) }];
}

/**
 * The limits on a subject. All cases are tried where a known finding may be among them or models are compared: an early end
 * would leave numbers that cannot be held against others.
 */
function limitsFor({ accepted, accepting }: Workbench, asked: Asked): readonly Limit[] {
  const whole = asked.exhaustive || accepting || asked.regression !== undefined;
  const draft = limitsOn({ ...asked, exhaustive: whole });
  const known = draft.some(({ id }) => accepted.some((each) => each.id === id));
  return known && !whole ? limitsOn({ ...asked, exhaustive: true }) : draft;
}

/** What is asked, with what the same cases came to for the baseline. */
function comparing({ baseline, config, name }: Workbench, asked: Asked, cases: string): Asked {
  if (asked.regression === undefined || baseline === undefined) return asked;
  const released = releasedOutcomes(baseline, asked.subject, cases, `${name}: baseline`);
  if (released !== undefined) return { ...asked, released };
  // What was asked for by name is not left out because there is nothing to compare with.
  return namesComparison(config, asked.subject) ? { ...asked, released: '' } : asked;
}

/** Whether the configuration asks for a comparison of this very subject. */
const namesComparison = ({ properties = {}, margin }: GateConfig, subject: string): boolean =>
  typeof (subject === 'contrast-margin' ? margin : properties[subject])?.regression === 'object';

function digest({ config, corpus, circumstances }: Workbench, subject: string, settings: object): string {
  const { tolerance, classifier, options } = circumstances;
  const all = { tolerance, space: config.space, ...settings };
  return caseDigest({ subject, seed: options.seed, shape: classifier.spec.shape, corpus, settings: all });
}
