import type { CurveData } from '../page.js';
import { colourOf, paper } from './palette.js';

/** A line of the curve: the scores of one label, from the smallest scalar to the largest. */
export interface CurveLine {
  /** Index into the model's labels. */
  readonly label: number;
  readonly scores: readonly number[];
  /** The lines that tell the story have their label's colour, by its place in the palette; the others are there for scale. */
  readonly colour: number | undefined;
}

/** Scores against scalars, as they are drawn. */
export interface ChosenCurve {
  /** Above 0, from the smallest to the largest. */
  readonly scalars: readonly number[];
  readonly lines: readonly CurveLine[];
  /** The lowest and the highest score of the axis. */
  readonly span: readonly [number, number];
  /** Labels that are not drawn. */
  readonly omitted: number;
  /** Scalars to mark, as far as they lie within. */
  readonly marks: readonly number[];
}

/** Whom a curve is about. */
export interface Story {
  /** Labels, the most important first. */
  readonly story: readonly number[];
  /** Scalars to mark. */
  readonly marks: readonly number[];
}

/** Points of a line, and lines in colour and in grey, at most: more cannot be told apart. */
const mostPoints = 160;
const mostColoured = 4;
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
 * Chooses what to draw: the labels that the story is about, whichever other labels lead at some scalar, and the highest of the
 * rest in grey.
 *
 * @returns undefined where there is nothing to draw.
 */
export function chooseCurve(
  data: Pick<CurveData, 'scalars' | 'scores'>,
  { story, marks }: Story,
): ChosenCurve | undefined {
  const points = thin(pointsOf(data));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.scalar < leastSpan * first.scalar) return undefined;
  const columns = first.scores.map((_, label) => points.map(({ scores }) => scores[label] ?? 0));
  const coloured = [...new Set([...story.filter((label) => columns[label] !== undefined), ...leadersOf(points)])].slice(
    0,
    mostColoured,
  );
  const height = columns.map((scores) => Math.max(...scores));
  const rest = [...columns.keys()]
    .filter((label) => !coloured.includes(label))
    .toSorted((a, b) => (height[b] ?? 0) - (height[a] ?? 0));
  const grey = rest.slice(0, mostGrey);
  const line = (label: number, colour: number | undefined): CurveLine => ({
    label,
    colour,
    scores: columns[label] ?? [],
  });
  const lines = [
    ...grey.map((label) => line(label, undefined)),
    ...colouredApart(coloured).map(({ label, colour }) => line(label, colour)),
  ];
  return {
    scalars: points.map(({ scalar }) => scalar),
    lines,
    span: spanOf(lines.flatMap(({ scores }) => scores)),
    omitted: rest.length - grey.length,
    marks: marks.filter((scalar) => scalar >= first.scalar && scalar <= last.scalar),
  };
}

/** Each label with its own colour; where two of one drawing have the same, the later takes the next that is free. */
function colouredApart(labels: readonly number[]): readonly { readonly label: number; readonly colour: number }[] {
  const taken = new Set<number>();
  return labels.map((label) => {
    let colour = colourOf(label);
    while (taken.has(colour)) colour = (colour + 1) % paper.labels.length;
    taken.add(colour);
    return { label, colour };
  });
}

interface Point {
  readonly scalar: number;
  readonly scores: readonly number[];
}

/** What of a curve can be drawn: scalars above 0, rows as long as the first. */
function pointsOf({ scalars, scores }: Pick<CurveData, 'scalars' | 'scores'>): readonly Point[] {
  const rows = scalars.map((scalar, i) => ({ scalar, scores: scores[i] ?? [] }));
  const classes = rows.find((row) => row.scores.length > 0)?.scores.length;
  return rows
    .filter(({ scalar }) => scalar >= 1e-30 && scalar <= 1e30)
    .filter((row) => row.scores.length === classes && row.scores.every(drawable))
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

/** Labels that have the highest score at some scalar, by how often. */
function leadersOf(points: readonly Point[]): readonly number[] {
  const lead = new Map<number, number>();
  for (const { scores } of points) {
    const leader = scores.indexOf(Math.max(...scores));
    lead.set(leader, (lead.get(leader) ?? 0) + 1);
  }
  return [...lead].toSorted(([a, one], [b, other]) => other - one || a - b).map(([label]) => label);
}
