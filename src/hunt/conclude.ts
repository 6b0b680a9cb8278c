import type { Image } from '../image/image.js';
import type { Flip, Hunted, Said, Stretch } from './hunted.js';
import { marginOf } from '../classifier/scores.js';
import { isHomogeneous } from './search.js';
import type { Direction, Reading, Trace } from './trace.js';

/** What the trace of an image comes to. */
export function conclude(
  trace: Trace,
  image: Image,
  index: number,
  labels: readonly string[],
  tolerance: number,
): Hunted {
  const { origin, readings } = trace;
  const facts = {
    index,
    image,
    label: labels[trace.own] ?? '',
    margin: origin.margin,
    stretches: stretches(readings, labels),
    homogeneous: isHomogeneous(trace),
    evaluations: readings.length,
  };
  if (origin.margin <= tolerance) return { ...facts, outcome: 'vacuous', holds: { from: 1, to: 1 } };
  const [below, above] = [flip(trace, -1, labels), flip(trace, 1, labels)];
  return {
    ...facts,
    outcome: below === undefined && above === undefined ? 'held' : 'flipped',
    ...(below === undefined ? {} : { below }),
    ...(above === undefined ? {} : { above }),
    holds: {
      from: below?.kept.scalar ?? readings[0]!.scalar,
      to: above?.kept.scalar ?? readings.at(-1)!.scalar,
    },
  };
}

function flip(trace: Trace, direction: Direction, labels: readonly string[]): Flip | undefined {
  const bracket = trace.bracket(direction);
  if (bracket === undefined) return undefined;
  const { inner, outer, witness } = bracket;
  return { kept: said(inner, labels), ...said(outer, labels), witness: said(witness, labels) };
}

const said = ({ scalar, label, scores }: Reading, labels: readonly string[]): Said => ({
  scalar,
  label: labels[label] ?? '',
  margin: marginOf(scores, label),
});

function stretches(readings: readonly Reading[], labels: readonly string[]): readonly Stretch[] {
  const found: { from: number; to: number; label: string }[] = [];
  let last: number | undefined;
  for (const { scalar, label } of readings) {
    const current = found.at(-1);
    if (current !== undefined && label === last) current.to = scalar;
    else found.push({ from: scalar, to: scalar, label: labels[label] ?? '' });
    last = label;
  }
  return found;
}
