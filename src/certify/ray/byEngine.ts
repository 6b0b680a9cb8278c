import type { Classifier } from '../../classifier/classifier.js';
import { inputWriter } from '../../classifier/inputWriter.js';
import { InputError } from '../../errors.js';
import { sizeOfDims } from '../../network/dims.js';
import { piecesToward, type Kink } from '../../network/kinks.js';
import { maximumWindows } from '../../network/windows.js';
import { combine, type Image } from '../../image/image.js';
import { sizeOf } from '../../image/shape.js';
import { now } from '../../clock.js';
import { Times } from '../piecewise/breakpoints.js';
import { envelope } from '../piecewise/envelope.js';
import type { FollowLimits } from '../piecewise/follow.js';
import { Obstacle, TimeIsUp } from '../../network/program/obstacle.js';
import type { RayFlip, LabelInterval } from './certificate.js';
import type { LineLabels } from './stretches.js';

type Labelled = LineLabels & { readonly pieces: number };

/** Points that one line may come to. */
const mostPoints = 50_000;

/** Breakpoints this close to a point that is there already, relative to their place, are that point: floats say no more. */
const blur = 1e-6;

/** A ray by engine, see {@link lineByEngine}. */
export const rayByEngine = (
  classifier: Classifier,
  image: Image,
  from: number,
  to: number,
  limits: FollowLimits,
): Promise<Labelled> => lineByEngine(classifier, (scalar) => image.times(scalar, 'allow'), from, to, limits);

/** A segment by engine, see {@link lineByEngine}. */
export const segmentByEngine = (classifier: Classifier, a: Image, b: Image, limits: FollowLimits): Promise<Labelled> =>
  lineByEngine(
    classifier,
    (share) =>
      combine(
        [
          { weight: 1 - share, image: a },
          { weight: share, image: b },
        ],
        'allow',
      ),
    0,
    1,
    limits,
  );

/**
 * The labels along a line of images, from the engine's own numbers. Between two points that share every pattern before a
 * layer, what goes into that layer is linear: so one batched probe a layer finds all its breakpoints, and with these as
 * further points it is the next layer's turn. Exact but for the engine's rounding, of which nothing is known: not a proof.
 *
 * @throws Obstacle if the network cannot be probed, or is not piecewise linear.
 */
async function lineByEngine(
  classifier: Classifier,
  imageAt: (place: number) => Image,
  from: number,
  to: number,
  { deadline = Infinity }: FollowLimits,
): Promise<Labelled> {
  const { spec, network } = classifier;
  if (network === undefined) throw new Obstacle('a classifier whose intermediate tensors cannot be read');
  if (spec.scores !== 'logits') throw new Obstacle(`a classifier that gives ${spec.scores} and no logits`);
  const odd = spec.steps.find(({ kind }) => kind === 'clamp' || kind === 'quantise' || kind === 'custom');
  if (odd !== undefined) throw new Obstacle(`preprocessing that is not affine: ${odd.kind}`);
  const { graph, logits } = network;
  const {
    kinks,
    curved: [first],
  } = piecesToward(graph, logits);
  if (first !== undefined) throw new Obstacle(`${first.operation.toLowerCase()} at node ${first.name}`);
  let points: readonly number[] = [from, to];
  for (const kink of kinks) {
    if (now() > deadline) throw new TimeIsUp();
    const breakpoints = new Times();
    await eachPair(classifier, imageAt, points, kink.tensor, breakpointsAt(kink, breakpoints));
    points = withBreakpoints(points, breakpoints.found);
    if (points.length > mostPoints) throw new Obstacle(`more than ${mostPoints} breakpoints`);
  }
  return labelsBetween(classifier, imageAt, points, logits);
}

function withBreakpoints(points: readonly number[], breakpoints: Float64Array): readonly number[] {
  const all = [...points, ...breakpoints].toSorted((a, b) => a - b);
  const old = new Set(points);
  const kept: number[] = [];
  all.forEach((place, i) => {
    const least = blur * Math.max(Math.abs(place), 1e-30);
    const next = all[i + 1] ?? Infinity;
    const isNear = place - (kept.at(-1) ?? -Infinity) <= least || (old.has(next) && next - place <= least);
    if (old.has(place) || !isNear) kept.push(place);
  });
  return kept;
}

type Pair = (left: Float32Array, right: Float32Array, from: number, to: number, dims: readonly number[]) => void;

/** Probes a tensor at all points, in batches, and calls back for each two neighbours. */
async function eachPair(
  classifier: Classifier,
  imageAt: (place: number) => Image,
  points: readonly number[],
  tensor: string,
  pair: Pair,
): Promise<void> {
  const { spec } = classifier;
  const size = sizeOf(spec.shape);
  const write = inputWriter(spec, { clamping: false });
  const limit = Math.max(1, Math.min(spec.batchLimit, Math.floor((16 * 2 ** 20) / (size * 4))));
  let last: Float32Array | undefined;
  for (let start = 0; start < points.length; start += limit) {
    const batch = points.slice(start, start + limit);
    const data = new Float32Array(size * batch.length);
    batch.forEach((place, i) => write(imageAt(place), data, i * size));
    const probed = await probe(classifier, data, batch.length, tensor);
    const each = sizeOfDims(probed.dims.slice(1));
    for (let i = 0; i < batch.length; i++) {
      const row = probed.data.subarray(i * each, (i + 1) * each);
      if (last !== undefined) pair(last, row, points[start + i - 1]!, points[start + i]!, probed.dims);
      last = row;
    }
  }
}

async function probe(classifier: Classifier, data: Float32Array, count: number, tensor: string) {
  try {
    const tensors = await classifier.network?.probe({ data, count }, [tensor]);
    const probed = tensors?.get(tensor);
    if (probed?.dims[0] !== count) throw new Obstacle(`a tensor "${tensor}" that cannot be probed`);
    return probed;
  } catch (thrown) {
    // What the engine has no name for is no mistake of the user's.
    if (thrown instanceof InputError && thrown.name === 'InputError') throw new Obstacle(thrown.message);
    throw thrown;
  }
}

function breakpointsAt(kink: Kink, breakpoints: Times): Pair {
  const crossing = (here: number, there: number, from: number, to: number): void => {
    if ((here < 0 && there > 0) || (here > 0 && there < 0)) breakpoints.add(from, to, here / (here - there));
  };
  if (kink.kind !== 'maximum') {
    const bounds = kink.kind === 'sign' ? [0] : [kink.low, kink.high].filter(Number.isFinite);
    return (left, right, from, to) => {
      for (const bound of bounds)
        for (let j = 0; j < left.length; j++) crossing(left[j]! - bound, right[j]! - bound, from, to);
    };
  }
  let found: ReturnType<typeof maximumWindows> | undefined;
  return (left, right, from, to, [, channels = 1, ...sides]) => {
    const { windows, size } = (found ??= maximumWindows(kink.windows, channels, sides));
    const [before, after] = [new Float64Array(size + 1), new Float64Array(size + 1)];
    for (let window = 0; window < windows.length; window += size) {
      let lines = kink.rectified ? 1 : 0;
      for (let k = 0; k < size; k++) {
        const at = windows[window + k]!;
        if (at < 0) continue;
        before[lines] = left[at]!;
        after[lines++] = right[at]!;
      }
      envelope(before, after, lines, (share) => breakpoints.add(from, to, share));
    }
  };
}

async function labelsBetween(
  classifier: Classifier,
  imageAt: (place: number) => Image,
  points: readonly number[],
  logits: string,
): Promise<Labelled> {
  const word = 'numerically exact';
  const intervals: LabelInterval[] = [];
  const flips: RayFlip[] = [];
  const add = (from: number, to: number, label: number): void => {
    const last = intervals.at(-1);
    if (last?.label === label) intervals[intervals.length - 1] = { ...last, max: to };
    else {
      if (last?.label !== undefined)
        flips.push({ at: from, low: from * (1 - blur), high: from * (1 + blur), before: last.label, after: label });
      intervals.push({ min: from, max: to, label, word });
    }
  };
  await eachPair(classifier, imageAt, points, logits, (left, right, from, to) => {
    const breakpoints: (readonly [at: number, label: number])[] = [];
    const first = envelope(left, right, left.length, (share, label) =>
      breakpoints.push([from + share * (to - from), label]),
    );
    let [start, label] = [from, first];
    for (const [at, next] of breakpoints) {
      if (at > start) add(start, at, label);
      [start, label] = [at, next];
    }
    if (to > start) add(start, to, label);
  });
  return { intervals, flips, pieces: points.length - 1 };
}
