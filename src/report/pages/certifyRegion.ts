import type { RegionReport, ReportedRegion } from '../documents/certifyRegion.js';
import { counted } from '../../counted.js';
import type { Check, Page, PageVerdict } from '../page.js';
import { shortNumber } from '../text/figures.js';
import { aboutProofs, certifiedTones, checkOutcomes } from './certified.js';

/** Certificates of regions for readers. */
export function regionPage(report: RegionReport): Page {
  const { model, regions, labels, groups, environment } = report;
  const notes = notesOn(report);
  return {
    command: 'certify --region',
    model,
    verdict: verdictOf(report),
    sections: [
      ...(regions.length === 0
        ? []
        : [
            {
              title: 'Regions',
              dense: true,
              blocks: regions.map((region) => ({ kind: 'paragraph', words: regionLine(region, labels) }) as const),
            },
          ]),
      ...(notes.length === 0
        ? []
        : [{ dense: true, blocks: notes.map((words) => ({ kind: 'paragraph', words }) as const) }]),
    ],
    checks: [
      ...regions.map((region) => checkOf(region, labels)),
      ...(regions.length < groups ? [stopped(regions.length, groups)] : []),
    ],
    labels,
    environment,
    document: 'report.json',
  };
}

/** One region in a line. */
export function regionLine(
  { images, word, label, by, cone, reason, witness, parts }: ReportedRegion,
  labels: readonly string[],
): string {
  const name = label === undefined ? '' : ` of ${labels[label] ?? label}`;
  const of = `${counted(images.length, 'image')}${name} (${images.join('; ')})`;
  if (word === 'proved-real') return `${of}: proved-real by ${by}${cone ? ', and so is their cone' : ''}`;
  if (word === 'undecided') return `${of}: undecided after ${counted(parts, 'part')}: ${reason}`;
  const weights = (witness?.weights ?? []).map((weight) => shortNumber(weight, 6)).join(', ');
  return `${of}: refuted: weights ${weights} give ${labels[witness?.engineLabel ?? -1] ?? 'another label'} in the engine`;
}

function verdictOf({ verdict, regions }: RegionReport): PageVerdict {
  const count = (word: ReportedRegion['word']): number => regions.filter((region) => region.word === word).length;
  const meaning = {
    held: 'Everything between the images has their label.',
    violated: 'Between images of one label lies another, and the engine shows it.',
    inconclusive: 'Not everything is proved.',
  };
  return {
    word: verdict,
    tone: certifiedTones[verdict],
    meaning: meaning[verdict],
    because: `${counted(regions.length, 'region')}: ${count('proved-real')} proved, ${count('refuted')} refuted, ${count('undecided')} undecided`,
    asides: [],
  };
}

/** What is to be said of all regions together. */
const notesOn = ({ regions, groups, size, left }: RegionReport): readonly string[] => [
  ...(regions.length < groups ? [`Stopped after ${regions.length} of ${counted(groups, 'region')}.`] : []),
  ...(left === 0 ? [] : [`${counted(left, 'image')} not in any: too few for a group of ${size} with one label.`]),
  ...(regions.some(({ word }) => word === 'proved-real') ? [aboutProofs] : []),
];

function checkOf(region: ReportedRegion, labels: readonly string[]): Check {
  const { images, word, durationMs } = region;
  const verdict = { 'proved-real': 'held', refuted: 'violated', undecided: 'inconclusive' } as const;
  const line = regionLine(region, labels);
  return {
    name: images.join('; '),
    outcome: checkOutcomes[verdict[word]],
    message: line,
    type: word,
    details: [line],
    durationMs,
  };
}

/** The groups that nobody came to. */
const stopped = (done: number, planned: number): Check => ({
  name: 'all regions',
  outcome: 'error',
  message: `stopped after ${done} of ${planned} regions`,
  type: 'stopped',
  details: [],
});
