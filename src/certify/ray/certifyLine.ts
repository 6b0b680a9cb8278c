import type { Classifier } from '../../classifier/classifier.js';
import { InputError } from '../../errors.js';
import type { Image } from '../../image/image.js';
import { formatShape, sameShape } from '../../image/shape.js';
import { now } from '../../clock.js';
import { bytesOf } from '../memory.js';
import { lineSettings } from '../../settings/certify.js';
import { milliseconds } from '../../settings/kinds.js';
import type { OptionsOf } from '../../settings/setting.js';
import { assertAgreement } from '../piecewise/agreement.js';
import { saturation } from '../dynamic/engineLabel.js';
import { assertOwnOutput } from '../dynamic/ownOutput.js';
import { programFor } from '../piecewise/compile.js';
import type { FollowLimits } from '../piecewise/follow.js';
import { Obstacle } from '../../network/program/obstacle.js';
import type { Program } from '../../network/program/program.js';
import type { LineCertificate, RayMethod } from './certificate.js';
import { proveExactly, type ExactChart } from './exact.js';
import { proveInFloat64, type FloatStretches, type ProvedStretches } from './float64.js';
import { openReason } from './reasons.js';
import { proveInRoundedIntegers } from './rounded.js';
import { labelsOfLine, nothingKnown, type KnownStretch, type LineLabels } from './stretches.js';
import type { Chart } from './charts.js';

/** How a line of images is to be examined. */
export interface LineOptions extends OptionsOf<typeof lineSettings> {}

/** A line of images in each way that it can be followed. */
export interface ImageLine {
  readonly from: number;
  readonly to: number;
  /** Images of the line, to hold the network against the engine. */
  readonly images: readonly [Image, ...Image[]];
  readonly charts: () => readonly Chart[];
  /** A part of it in rational numbers. */
  readonly exactCharts: (from: number, to: number) => readonly ExactChart[];
  readonly byEngine: (limits: FollowLimits) => Promise<LineLabels & { readonly pieces: number }>;
}

/** Weights and connections up to which rational arithmetic is tried unasked; see docs/certificates.md for what it takes. */
const exactUnasked = 500_000;

/** Weights and connections up to which rounded integers are: larger networks take minutes a piece, and gigabytes. */
const roundedUnasked = 8_000_000;

/** Good bits of logits, where a network has square roots and the usual ones leave something open. */
const closerBits = [100, 300];

/** What a line came to, before it is put into a certificate. */
interface Finding {
  readonly labels: LineLabels & { readonly pieces: number };
  readonly method: RayMethod;
  /** Why something is undecided, where something is. */
  readonly reason?: string;
  readonly note?: string;
}

/** Follows a line as told, and never calls more proved than is. */
export async function certifyLine(
  classifier: Classifier,
  line: ImageLine,
  { method = lineSettings.method.default, timeLimit = lineSettings.timeLimit.default, memory }: LineOptions,
): Promise<LineCertificate> {
  const started = now();
  const limits: FollowLimits = { deadline: started + milliseconds(timeLimit), memory: bytesOf(memory) };
  const { from, to } = line;
  const { labels, method: used, reason, note } = await finding(classifier, line, method, limits);
  const undecided = labels.intervals.find(({ word }) => word === 'undecided');
  return {
    word: undecided?.word ?? labels.intervals[0]?.word ?? 'undecided',
    ...(undecided !== undefined && reason !== undefined && { reason }),
    ...(note !== undefined && { note }),
    method: used,
    min: from,
    max: to,
    intervals: labels.intervals,
    flips: labels.flips,
    pieces: labels.pieces,
    durationMs: now() - started,
  };
}

async function finding(
  classifier: Classifier,
  line: ImageLine,
  method: NonNullable<LineOptions['method']>,
  limits: FollowLimits,
): Promise<Finding> {
  const { from, to } = line;
  try {
    if (method === 'engine') {
      await assertOwnOutput(classifier, line.images);
      return { labels: await line.byEngine(limits), method };
    }
    const program = programFor(classifier);
    if (program instanceof Obstacle) throw program;
    await assertAgreement(classifier, program, line.images, limits.deadline);
    const note = await saturation(classifier, line.images);
    return { ...followed(program, line, method, limits, classifier.spec.labels), ...(note !== undefined && { note }) };
  } catch (thrown) {
    if (!(thrown instanceof Obstacle)) throw thrown;
    const labels = { ...nothingKnown(from, to), pieces: 0 };
    return { labels, method: method === 'auto' ? 'float64' : method, reason: thrown.message };
  }
}

/** What the network says along a line, as told. */
function followed(
  program: Program,
  line: ImageLine,
  method: Exclude<NonNullable<LineOptions['method']>, 'engine'>,
  limits: FollowLimits,
  names: readonly string[],
): Finding {
  const { from, to } = line;
  if (method === 'exact') return { labels: proveExactly(program, line.exactCharts(from, to), limits), method };
  if (method === 'rounded') {
    const { known, pieces } = proveInRoundedIntegers(program, line.exactCharts(from, to), limits);
    const labels = labelsOfLine(known, from, to, 'proved-real');
    return { labels: { ...labels, pieces }, method, ...openReason(labels, [], names) };
  }
  const found = proveInFloat64(program, line.charts(), limits);
  const labels = { ...labelsOfLine(found.known, from, to, 'proved-real'), pieces: found.pieces };
  const reason = found.obstacle?.message ?? openReason(labels, found.open, names).reason;
  const float: Finding = { labels, method: 'float64', ...(reason !== undefined && { reason }) };
  const isDone = method === 'float64' || labels.gap === undefined || now() > (limits.deadline ?? Infinity);
  return isDone ? float : closer(program, line, float, found, limits, names);
}

/** What float64 left open, with more exact numbers. */
function closer(
  program: Program,
  line: ImageLine,
  float: Finding,
  found: FloatStretches,
  limits: FollowLimits,
  names: readonly string[],
): Finding {
  const { from, to } = line;
  const connections = connectionsOf(program);
  const stopped = (how: string, thrown: unknown): Finding => {
    if (!(thrown instanceof Obstacle)) throw thrown;
    return { ...float, reason: `${float.reason ?? ''}, and not by ${how}: ${thrown.message}` };
  };
  // What has roots in it has no fractions, and ties behind it are closed in on.
  const isRooted = hasRoots(program);
  if (connections <= exactUnasked && !isRooted)
    try {
      return { labels: proveExactly(program, line.exactCharts(from, to), limits), method: 'exact' };
    } catch (thrown) {
      return stopped('rational arithmetic', thrown);
    }
  if (connections > roundedUnasked) return float;
  try {
    let more = proveGaps(program, line, float.labels, limits);
    const joined = (): LineLabels => labelsOfLine(inPlace([...found.known, ...more.known]), from, to, 'proved-real');
    let labels = joined();
    if (isRooted && connections <= exactUnasked)
      for (const bits of closerBits) {
        if (labels.gap === undefined) break;
        const next = proveGaps(program, line, labels, limits, bits);
        more = { known: [...more.known, ...next.known], pieces: more.pieces + next.pieces };
        labels = joined();
      }
    const reason = openReason(labels, [], names).reason;
    return {
      labels: { ...labels, pieces: found.pieces + more.pieces },
      method: 'rounded',
      ...(reason !== undefined && { reason }),
    };
  } catch (thrown) {
    return stopped('rounded integers', thrown);
  }
}

/** @throws InputError if an image is not as the classifier takes it. */
export function assertImage({ spec }: Classifier, image: Image): void {
  if (!sameShape(image.shape, spec.shape))
    throw new InputError({
      where: image.description,
      found: `an image of ${formatShape(image.shape)}`,
      expected: `${formatShape(spec.shape)}, as ${spec.id} takes`,
    });
  const odd = image.pixels().find((value) => !Number.isFinite(value));
  if (odd !== undefined)
    throw new InputError({ where: image.description, found: `the pixel ${odd}`, expected: 'finite numbers' });
}

/** Rounded integers where float64 left gaps, and a little beyond both ends of each, so that nothing is left in between. */
function proveGaps(
  program: Program,
  line: ImageLine,
  { intervals }: LineLabels,
  limits: FollowLimits,
  goodBits?: number,
): ProvedStretches {
  const beyond = 1e-9;
  const parts = intervals
    .filter(({ word }) => word === 'undecided')
    .map(({ min, max }) =>
      proveInRoundedIntegers(
        program,
        line.exactCharts(Math.max(line.from, min * (1 - beyond)), Math.min(line.to, max * (1 + beyond))),
        limits,
        goodBits,
      ),
    );
  return {
    known: parts.flatMap(({ known }) => known),
    pieces: parts.reduce((sum, { pieces }) => sum + pieces, 0),
  };
}

/** Stretches from left to right; where two of one label overlap they are one. */
function inPlace(known: readonly KnownStretch[]): readonly KnownStretch[] {
  const joined: KnownStretch[] = [];
  for (const next of known.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last?.label === next.label && next.from <= last.to)
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, next.to) };
    else joined.push(next);
  }
  return joined;
}

/** Whether weights are no fractions, and known to as many bits as are asked for. */
const hasRoots = ({ steps }: Program): boolean =>
  steps.some((step) => step.kind === 'affine' && step.map.uncertainty > 0 && step.map.closer !== undefined);

/** Weights and connections of a network: what following it costs a breakpoint. */
export const connectionsOf = ({ steps }: Program): number =>
  steps.reduce((sum, step) => sum + (step.kind === 'affine' ? step.map.weights.length : 0), 0);
