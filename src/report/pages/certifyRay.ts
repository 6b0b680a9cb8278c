import type { Flip, LabelInterval, RayCertificate } from '../../certify/ray/certificate.js';
import type { RegionCertificate } from '../../certify/region/certificate.js';
import type { Report } from '../documents/check.js';

// Certificates in words. What is proved is proved in real arithmetic, which the last line of each text says.

/** One ray in a line or a few. */
export function describeRay(
  { image, word, reason, intervals, from, to, nearest }: RayCertificate,
  labels: readonly string[],
): string {
  const [only, ...others] = intervals;
  if (only !== undefined && others.length === 0 && only.label !== undefined)
    return `${image}: ${nameOf(only, labels)} for every a ${rangeOf(from, to)}: ${word}`;
  const lines = intervals.map(
    (interval) =>
      `  ${spanOf(interval)}: ${nameOf(interval, labels)}${interval.word === 'undecided' ? '' : ` (${interval.word})`}`,
  );
  const flip = nearest === undefined ? [] : [`  nearest flip: ${flipOf(nearest, labels)}`];
  return [`${image}: ${word}${reason === undefined ? '' : `: ${reason}`}`, ...lines, ...flip].join('\n');
}

/** What all rays together come to. */
export function describeRays(rays: readonly RayCertificate[], planned: number): string {
  const kept = rays.filter(({ intervals }) => intervals.length === 1 && intervals[0]?.label !== undefined);
  const flipped = rays.filter(({ flips }) => flips.length > 0);
  const undecided = rays.filter(({ word }) => word === 'undecided');
  const nearest = flipped.flatMap(({ nearest }) => nearest ?? []).toSorted((a, b) => distance(a) - distance(b))[0];
  const words = [...new Set(kept.map(({ word }) => word))].join(', ');
  const lines = [
    `${kept.length} of ${rays.length} images keep their label${words === '' ? '' : ` (${words})`}; ${flipped.length} flip; ${undecided.length} undecided.`,
  ];
  if (nearest !== undefined) lines.push(`The flip nearest 1 is at a = ${shown(nearest.at)}.`);
  if (rays.length < planned) lines.push(`Stopped after ${rays.length} of ${planned} images.`);
  if (rays.some(({ word }) => word.startsWith('proved'))) lines.push(aboutProofs);
  return lines.join('\n');
}

/** Held where every image is proved to keep one label, violated where the engine shows a flip. */
export function rayVerdict(rays: readonly RayCertificate[], planned: number): Report['verdict'] {
  if (rays.some(({ flips }) => flips.some(({ replay }) => replay !== undefined))) return 'violated';
  const kept = rays.every(({ word, intervals }) => word.startsWith('proved') && intervals.length === 1);
  return kept && rays.length === planned && planned > 0 ? 'held' : 'inconclusive';
}

/** One region in a line. */
export function describeRegion(
  { images, word, label, by, cone, reason, witness, parts }: RegionCertificate,
  labels: readonly string[],
): string {
  const name = label === undefined ? '' : ` of ${labels[label] ?? label}`;
  const of = `${images.length} images${name} (${images.join('; ')})`;
  if (word === 'proved-real') return `${of}: proved-real by ${by}${cone ? ', and so is their cone' : ''}`;
  if (word === 'undecided') return `${of}: undecided after ${parts} parts: ${reason}`;
  const weights = (witness?.weights ?? []).map(shown).join(', ');
  return `${of}: refuted: weights ${weights} give ${labels[witness?.engineLabel ?? -1] ?? 'another label'} in the engine`;
}

/** What all regions together come to. */
export function describeRegions(regions: readonly RegionCertificate[], planned: number): string {
  const count = (word: RegionCertificate['word']): number => regions.filter((region) => region.word === word).length;
  const lines = [
    `${count('proved-real')} of ${regions.length} regions proved; ${count('refuted')} refuted; ${count('undecided')} undecided.`,
  ];
  if (regions.length < planned) lines.push(`Stopped after ${regions.length} of ${planned} regions.`);
  if (count('proved-real') > 0) lines.push(aboutProofs);
  return lines.join('\n');
}

/** Held where every region is proved, violated where one is refuted. */
export function regionVerdict(regions: readonly RegionCertificate[], planned: number): Report['verdict'] {
  if (regions.some(({ word }) => word === 'refuted')) return 'violated';
  const proved = regions.every(({ word }) => word === 'proved-real');
  return proved && regions.length === planned && planned > 0 ? 'held' : 'inconclusive';
}

const aboutProofs =
  "Proofs are about the network in real arithmetic; an engine's floats can differ within rounding of a tie.";

const nameOf = ({ label, tied = [] }: LabelInterval, labels: readonly string[]): string => {
  if (label === undefined) return 'undecided';
  const names = [label, ...tied].map((each) => labels[each] ?? String(each));
  return names.length === 1 ? names[0]! : `a tie of ${names.join(' and ')}`;
};

const spanOf = ({ from, to }: LabelInterval): string =>
  to === Infinity ? `a from ${shown(from)} on` : `a from ${shown(from)} to ${shown(to)}`;

const rangeOf = (from: number, to: number): string => {
  if (from === 0 && to === Infinity) return '> 0';
  return to === Infinity ? `from ${shown(from)} on` : `from ${shown(from)} to ${shown(to)}`;
};

const flipOf = ({ at, before, after, replay }: Flip, labels: readonly string[]): string => {
  const names = `${labels[before] ?? before} to ${labels[after] ?? after} at a = ${shown(at)}`;
  if (replay === undefined) return `${names}; the engine does not show it`;
  return `${names}; the engine says so at ${precise(replay.below)} and ${precise(replay.above)}`;
};

const distance = ({ at }: Flip): number => Math.abs(Math.log(at));
const shown = (value: number): string => String(Number(value.toPrecision(6)));
const precise = (value: number): string => String(Number(value.toPrecision(9)));
