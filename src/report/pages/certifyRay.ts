import type { RayReport, ReportedRay } from '../documents/certifyRay.js';
import { counted } from '../../counted.js';
import type { Check, List, Page, PageVerdict } from '../page.js';
import { shortNumber } from '../text/figures.js';
import { aboutProofs, certifiedTones, checkOutcomes } from './certified.js';

// What is proved is proved in real arithmetic, which each text says.

/** Certificates of rays for readers. */
export function rayPage(report: RayReport): Page {
  const { model, rays, labels, planned, files, environment } = report;
  const notes = notesOn(report);
  return {
    command: 'certify --ray',
    model,
    verdict: verdictOf(report),
    sections: [
      ...(rays.length === 0 ? [] : [{ title: 'Images', dense: true, blocks: rays.map((ray) => rayList(ray, labels)) }]),
      ...(notes.length === 0
        ? []
        : [{ dense: true, blocks: notes.map((words) => ({ kind: 'paragraph', words }) as const) }]),
      ...(files.length === 0
        ? []
        : [
            {
              title: 'Drawn',
              room: 'page',
              blocks: [
                {
                  kind: 'pictures',
                  pictures: files
                    .filter((file) => file.endsWith('.png'))
                    .map((file) => ({ file, caption: 'the label of each image against the scalar' })),
                },
              ],
            } as const,
          ]),
    ],
    checks: [
      ...rays.map((ray) => checkOf(ray, labels)),
      ...(rays.length < planned ? [stopped(rays.length, planned)] : []),
    ],
    labels,
    environment,
    document: 'report.json',
  };
}

/** One ray in a line or a few; those after the first say more about it. */
export function rayLines(ray: ReportedRay, labels: readonly string[]): readonly [string, ...(readonly string[])] {
  const { image, word, note, intervals, min, max, nearest } = ray;
  const [only, ...others] = intervals;
  const noted = note === undefined ? [] : [note];
  if (only !== undefined && others.length === 0 && only.label !== undefined)
    return [`${image}: ${nameOf(only, labels)} at every scalar ${rangeOf(min, max)}: ${word}`, ...noted];
  return [
    `${image}: ${whatBecomesOf(ray, labels)}`,
    ...intervals.map((interval) => {
      const sure = interval.word === 'undecided' ? '' : ` (${interval.word})`;
      const own = isOwn(interval) ? ', which has the image as it is' : '';
      return `scalar ${rangeInWords(interval.min, interval.max)}: ${nameOf(interval, labels)}${sure}${own}`;
    }),
    ...(nearest === undefined ? [] : [`nearest flip: ${flipOf(nearest, labels)}`]),
    ...noted,
  ];
}

/** The line above the intervals: what matters first, which is a flip where there is one. */
function whatBecomesOf({ word, reason, intervals, flips }: ReportedRay, labels: readonly string[]): string {
  const open = `${word}${reason === undefined ? '' : `: ${reason}`}`;
  if (flips.length === 0) return open;
  const own = intervals.find(isOwn);
  const kept = own?.label === undefined ? '' : `: ${nameOf(own, labels)} only ${rangeInWords(own.min, own.max)}`;
  return `flips${kept}${word === 'undecided' ? `; the rest is ${open}` : ''}`;
}

/** Whether it has the image itself, at scalar 1. */
const isOwn = ({ min, max }: Pick<ReportedRay['intervals'][number], 'min' | 'max'>): boolean =>
  (min === 'Infinity' ? Infinity : min) <= 1 && 1 <= (max === 'Infinity' ? Infinity : max);

function rayList(ray: ReportedRay, labels: readonly string[]): List {
  const [title, ...items] = rayLines(ray, labels);
  return { kind: 'list', title, items: items.map((words) => ({ words })) };
}

function verdictOf({ verdict, rays }: RayReport): PageVerdict {
  const kept = keptOf(rays);
  const flipped = rays.filter(({ flips }) => flips.length > 0);
  const undecided = rays.filter(({ word }) => word === 'undecided');
  const words = [...new Set(kept.map(({ word }) => word))].join(', ');
  const meaning = {
    held: 'No scalar that was asked about changes a label.',
    violated: 'Scalars change labels, and the engine shows it.',
    inconclusive: 'Not everything is proved.',
  };
  return {
    word: verdict,
    tone: certifiedTones[verdict],
    meaning: meaning[verdict],
    because: `${counted(rays.length, 'image')}: ${kept.length} proved to keep the label${words === '' ? '' : ` (${words})`}, ${flipped.length} with a flip, ${undecided.length} undecided`,
    asides: [],
  };
}

const keptOf = (rays: readonly ReportedRay[]): readonly ReportedRay[] =>
  rays.filter(({ intervals }) => intervals.length === 1 && intervals[0]?.label !== undefined);

/** What is to be said of all rays together. */
function notesOn({ rays, planned }: RayReport): readonly string[] {
  const nearest = rays.flatMap((ray) => ray.nearest ?? []).toSorted((a, b) => distance(a) - distance(b))[0];
  return [
    ...(nearest === undefined
      ? []
      : [`The flip nearest 1, the image as it is, is at scalar ${shortNumber(nearest.at, 6)}.`]),
    ...(rays.length < planned ? [`Stopped after ${rays.length} of ${counted(planned, 'image')}.`] : []),
    ...(rays.some(({ word }) => word.startsWith('proved')) ? [aboutProofs] : []),
  ];
}

function checkOf(ray: ReportedRay, labels: readonly string[]): Check {
  const { image, word, flips, durationMs } = ray;
  const lines = rayLines(ray, labels);
  const isProved = word.startsWith('proved') && ray.intervals.length === 1;
  const verdict = isProved ? 'held' : flips.some(({ replay }) => replay !== undefined) ? 'violated' : 'inconclusive';
  return {
    name: image,
    outcome: checkOutcomes[verdict],
    message: lines[0],
    type: word,
    details: lines,
    durationMs,
  };
}

/** The images that nobody came to. */
const stopped = (done: number, planned: number): Check => ({
  name: 'all images',
  outcome: 'error',
  message: `stopped after ${done} of ${counted(planned, 'image')}`,
  type: 'stopped',
  details: [],
});

const nameOf = ({ label, tied = [] }: ReportedRay['intervals'][number], labels: readonly string[]): string => {
  if (label === undefined) return 'undecided';
  const names = [label, ...tied].map((each) => labels[each] ?? String(each));
  return names.length === 1 ? names[0]! : `a tie of ${names.join(' and ')}`;
};

type End = ReportedRay['min'];

const rangeInWords = (from: End, to: End): string =>
  to === 'Infinity' ? `from ${shown(from)} on` : `from ${shown(from)} to ${shown(to)}`;

const rangeOf = (from: End, to: End): string => (from === 0 && to === 'Infinity' ? 'above 0' : rangeInWords(from, to));

const flipOf = ({ at, before, after, replay }: ReportedRay['flips'][number], labels: readonly string[]): string => {
  const names = `${labels[before] ?? before} to ${labels[after] ?? after} at scalar ${shown(at)}`;
  if (replay === undefined) return `${names}; the engine does not show it`;
  return `${names}; the engine says so at ${shortNumber(replay.below, 9)} and ${shortNumber(replay.above, 9)}`;
};

const distance = ({ at }: ReportedRay['flips'][number]): number => Math.abs(Math.log(at));
const shown = (value: End): string => (value === 'Infinity' ? 'infinity' : shortNumber(value, 6));
