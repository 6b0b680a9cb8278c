import type { Image } from '../image/image.js';
import type { ClearRange, Flip, Hunted, LabelAtScalar, LabelStretch } from './hunted.js';
import { truthAmong } from '../run/knownLabels.js';
import { marginOf } from '../classifier/scores.js';
import { isHomogeneous } from './search.js';
import type { Direction, Reading, Trace } from './trace.js';

/** What the trace of an image comes to. */
export function concludeHunt(
  trace: Trace,
  image: Image,
  index: number,
  labels: readonly string[],
  tolerance: number,
): Hunted {
  const { origin, readings } = trace;
  const truth = truthAmong(labels, image);
  const facts = {
    index,
    image,
    label: labels[trace.own] ?? '',
    margin: origin.margin,
    ...(truth === undefined ? {} : { truth }),
    stretches: stretches(readings, labels),
    homogeneous: isHomogeneous(trace),
    evaluations: readings.length,
  };
  if (origin.margin <= tolerance) return { ...facts, outcome: 'vacuous', clear: clearRange(trace, 1, 1) };
  const [below, above] = [flip(trace, -1, labels), flip(trace, 1, labels)];
  return {
    ...facts,
    outcome: below === undefined && above === undefined ? 'unflipped' : 'flipped',
    ...(below === undefined ? {} : { below }),
    ...(above === undefined ? {} : { above }),
    clear: clearRange(trace, below?.kept.scalar ?? readings[0]!.scalar, above?.kept.scalar ?? readings.at(-1)!.scalar),
  };
}

/** How finely was looked between two scalars that were tried. */
function clearRange({ readings }: Trace, min: number, max: number): ClearRange {
  const tried = readings.map(({ scalar }) => scalar).filter((scalar) => scalar >= min && scalar <= max);
  const apart = tried.slice(1).reduce((widest, scalar, i) => Math.max(widest, scalar / tried[i]!), 1);
  return { min, max, scalars: tried.length, apart };
}

function flip(trace: Trace, direction: Direction, labels: readonly string[]): Flip | undefined {
  const bracket = trace.bracket(direction);
  if (bracket === undefined) return undefined;
  const { inner, outer, witness } = bracket;
  return { kept: said(inner, labels), ...said(outer, labels), witness: said(witness, labels) };
}

const said = ({ scalar, label, scores }: Reading, labels: readonly string[]): LabelAtScalar => ({
  scalar,
  label: labels[label] ?? '',
  margin: marginOf(scores, label),
});

function stretches(readings: readonly Reading[], labels: readonly string[]): readonly LabelStretch[] {
  const found: { min: number; max: number; label: string }[] = [];
  let last: number | undefined;
  for (const { scalar, label } of readings) {
    const current = found.at(-1);
    if (current !== undefined && label === last) current.max = scalar;
    else found.push({ min: scalar, max: scalar, label: labels[label] ?? '' });
    last = label;
  }
  return found;
}
