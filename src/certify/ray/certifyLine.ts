import type { Classifier } from '../../classifier/classifier.js';
import { InputError } from '../../errors.js';
import type { Image } from '../../image/image.js';
import { formatShape, sameShape } from '../../image/shape.js';
import { now } from '../../clock.js';
import { lineSettings } from '../../settings/certify.js';
import { milliseconds } from '../../settings/kinds.js';
import type { OptionsOf } from '../../settings/setting.js';
import { assertAgreement } from '../piecewise/agreement.js';
import { assertOwnOutput } from '../dynamic/ownOutput.js';
import { programFor } from '../piecewise/compile.js';
import type { FollowLimits } from '../piecewise/follow.js';
import { Obstacle } from '../../network/program/obstacle.js';
import type { Program } from '../../network/program/program.js';
import type { LineCertificate, RayMethod } from './certificate.js';
import { proveExactly } from './exact.js';
import { proveInFloat64 } from './float64.js';
import { labelsOfLine, nothingKnown, type LineLabels } from './stretches.js';
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
  readonly exactCharts: () => Parameters<typeof proveExactly>[1];
  readonly byEngine: (limits: FollowLimits) => Promise<LineLabels & { readonly pieces: number }>;
}

/** Weights and connections up to which rational arithmetic is tried unasked; see docs/certificates.md for what it takes. */
const exactUnasked = 500_000;

/** Follows a line as told, and never calls more proved than is. */
export async function certifyLine(
  classifier: Classifier,
  line: ImageLine,
  { method = lineSettings.method.default, timeLimit = lineSettings.timeLimit.default }: LineOptions,
): Promise<LineCertificate> {
  const started = now();
  const limits: FollowLimits = { deadline: started + milliseconds(timeLimit) };
  const { from, to } = line;
  const finish = (
    labels: LineLabels & { readonly pieces: number },
    how: RayMethod,
    reason?: string,
  ): LineCertificate => {
    const undecided = labels.intervals.find(({ word }) => word === 'undecided');
    const why = reason ?? reasonFor(labels, classifier.spec.labels);
    return {
      word: undecided?.word ?? labels.intervals[0]?.word ?? 'undecided',
      ...(undecided !== undefined && why !== undefined && { reason: why }),
      method: how,
      min: from,
      max: to,
      intervals: labels.intervals,
      flips: labels.flips,
      pieces: labels.pieces,
      durationMs: now() - started,
    };
  };
  try {
    if (method === 'engine') {
      await assertOwnOutput(classifier, line.images);
      return finish(await line.byEngine(limits), 'engine');
    }
    const program = programFor(classifier);
    if (program instanceof Obstacle) throw program;
    await assertAgreement(classifier, program, line.images);
    if (method === 'exact') return finish(proveExactly(program, line.exactCharts(), limits), 'exact');
    const { known, pieces } = proveInFloat64(program, line.charts(), limits);
    const labels = { ...labelsOfLine(known, from, to, 'proved-real'), pieces };
    if (method === 'float64' || labels.gap === undefined || connectionsOf(program) > exactUnasked)
      return finish(labels, 'float64');
    try {
      return finish(proveExactly(program, line.exactCharts(), limits), 'exact');
    } catch (thrown) {
      if (!(thrown instanceof Obstacle)) throw thrown;
      const near = reasonFor(labels, classifier.spec.labels) ?? '';
      return finish(labels, 'float64', `${near}, and not by rational arithmetic: ${thrown.message}`);
    }
  } catch (thrown) {
    if (!(thrown instanceof Obstacle)) throw thrown;
    return finish({ ...nothingKnown(from, to), pieces: 0 }, method === 'auto' ? 'float64' : method, thrown.message);
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

function reasonFor({ gap }: LineLabels, labels: readonly string[]): string | undefined {
  if (gap === undefined) return undefined;
  const { from, to, label } = gap;
  if (label !== undefined)
    return `near tie at ${place(from)}: another label comes up to ${labels[label] ?? label} within rounding error`;
  return `near tie from ${place(from)} to ${place(to)}: labels are closer than rounding error`;
}

const place = (value: number): string => String(Number(value.toPrecision(9)));

/** Weights and connections of a network: what following it costs a breakpoint. */
export const connectionsOf = ({ steps }: Program): number =>
  steps.reduce((sum, step) => sum + (step.kind === 'affine' ? step.map.weights.length : 0), 0);
