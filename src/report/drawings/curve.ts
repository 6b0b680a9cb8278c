import type { ReportedCounterexample } from '../documents/check.js';
import type { Found } from '../../gate/known/findings.js';

/** A line of the curve: the scores of one label, from the smallest scalar to the largest. */
export interface CurveLine {
  /** Index into the model's labels. */
  readonly label: number;
  readonly scores: readonly number[];
  /** The lines that tell the story have a colour of their own; the others are there for scale. */
  readonly colour: Colour | undefined;
}

/** Names of the page's colours for lines. */
export const colours = ['before', 'after', 'third', 'fourth'] as const;
export type Colour = (typeof colours)[number];

/** Scores against scalars, as they are drawn. */
export interface Curve {
  /** Above 0, from the smallest to the largest. */
  readonly scalars: readonly number[];
  readonly lines: readonly CurveLine[];
  /** The lowest and the highest score of the axis. */
  readonly span: readonly [number, number];
  /** Labels that are not drawn. */
  readonly omitted: number;
  /** The scalar of the counterexample, where it lies within. */
  readonly at?: number;
}

/** Points of a line and grey lines at most: more cannot be told apart. */
const mostPoints = 160;
const mostGrey = 8;

/** Numbers outside are not drawn: their axes would overflow. */
const drawable = (value: number): boolean => Math.abs(value) <= 1e30;

/** Scalars that differ by less have no axis between them: its ticks would be nearer to each other than numbers can be. */
const leastSpan = 1.001;

/** Scores that differ by less than this, relative to the largest, are drawn as level. */
const level = 1e-6;

/** From where to where scores are drawn; never so narrow that an axis runs out of numbers. */
function spanOf(scores: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size < 1e-30) return [-1, 1];
  return high - low > level * size ? [low, high] : [low - size, high + size];
}

/**
 * Chooses what to draw: the label before and the label after, whichever other labels lead at some scalar, and the highest of
 * the rest in grey.
 *
 * @returns undefined where there is nothing to draw.
 */
export function curveOf({ finding, counterexample }: Found, labels: readonly string[]): Curve | undefined {
  const points = thin(pointsOf(finding?.curve));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.scalar < leastSpan * first.scalar) return undefined;
  const columns = first.scores.map((_, label) => points.map(({ scores }) => scores[label] ?? 0));
  const lead = columns.map(() => 0);
  for (const { scores } of points) {
    const leader = scores.indexOf(Math.max(...scores));
    lead[leader] = (lead[leader] ?? 0) + 1;
  }
  const story = storyOf(counterexample, labels, lead);
  const height = columns.map((scores) => Math.max(...scores));
  const rest = [...columns.keys()]
    .filter((label) => !story.includes(label))
    .toSorted((a, b) => (height[b] ?? 0) - (height[a] ?? 0));
  const grey = rest.slice(0, mostGrey);
  const line = (label: number, colour: Colour | undefined): CurveLine => ({
    label,
    colour,
    scores: columns[label] ?? [],
  });
  const at = counterexample?.scalar;
  const lines = [...grey.map((label) => line(label, undefined)), ...story.map((label, i) => line(label, colours[i]))];
  return {
    scalars: points.map(({ scalar }) => scalar),
    lines,
    span: spanOf(lines.flatMap(({ scores }) => scores)),
    omitted: rest.length - grey.length,
    ...(at !== undefined && at >= first.scalar && at <= last.scalar ? { at } : {}),
  };
}

interface Point {
  readonly scalar: number;
  readonly scores: readonly number[];
}

/** What of a curve can be drawn: scalars above 0, rows as long as the first. */
function pointsOf(curve: NonNullable<Found['finding']>['curve']): readonly Point[] {
  const rows = (curve?.scalars ?? []).map((scalar, i) => ({ scalar, scores: curve?.scores[i] ?? [] }));
  const classes = rows.find(({ scores }) => scores.length > 0)?.scores.length;
  return rows
    .filter(({ scalar }) => scalar >= 1e-30 && scalar <= 1e30)
    .filter(({ scores }) => scores.length === classes && scores.every(drawable))
    .toSorted((a, b) => a.scalar - b.scalar);
}

/** Evenly thinned, with both ends. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= mostPoints) return points;
  const step = (points.length - 1) / (mostPoints - 1);
  return Array.from({ length: mostPoints }, (_, i) => points[Math.round(i * step)]).filter(
    (point) => point !== undefined,
  );
}

/** Labels with a colour, in the order of {@link colours}: before, after, and others by how often they lead. */
function storyOf(
  counterexample: ReportedCounterexample | undefined,
  labels: readonly string[],
  lead: readonly number[],
): readonly number[] {
  const leaders = [...lead.keys()]
    .filter((label) => lead[label] !== 0)
    .toSorted((a, b) => (lead[b] ?? 0) - (lead[a] ?? 0));
  const named = counterexample === undefined ? [] : [counterexample.label, counterexample.labelAfter];
  const known = named.map((name) => labels.indexOf(name)).filter((label) => label >= 0 && label < lead.length);
  return [...new Set([...known, ...leaders])].slice(0, colours.length);
}

/** The labels with the highest scores of a view, highest first. */
export function highest(scores: readonly number[], most: number): readonly number[] {
  return [...scores.keys()].toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, most);
}

/** The views between which the difference lies: the first, and the last if it is another. */
export function endsOf(counterexample: ReportedCounterexample | undefined): {
  readonly original: ReportedCounterexample['views'][number] | undefined;
  readonly scaled: ReportedCounterexample['views'][number] | undefined;
} {
  const views = counterexample?.views ?? [];
  return { original: views[0], scaled: views.length > 1 ? views.at(-1) : undefined };
}
