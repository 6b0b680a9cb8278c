import type { Classifier } from '../../classifier/classifier.js';
import { InputError } from '../../errors.js';
import { combine, type Image } from '../../image/image.js';
import { now } from '../../clock.js';
import { labelOf } from '../../classifier/scores.js';
import { labelAt } from '../exact/point.js';
import { regionSettings } from '../../settings/certify.js';
import { filled } from '../../settings/check.js';
import { milliseconds, signal as abortSignal } from '../../settings/kinds.js';
import { settings, type OptionsOf } from '../../settings/setting.js';
import { assertAgreement } from '../piecewise/agreement.js';
import { engineLabel } from '../dynamic/engineLabel.js';
import { assertOwnOutput } from '../dynamic/ownOutput.js';
import { programFor } from '../piecewise/compile.js';
import { Obstacle, orObstacle } from '../../network/program/obstacle.js';
import { isBiasFree } from '../../network/program/program.js';
import { assertImage } from '../ray/certifyLine.js';
import { certifySegment } from '../ray/certifySegment.js';
import { valuesAt } from '../piecewise/evaluate.js';
import { prefixOf } from './prefix.js';
import type { RegionCertificate, RegionWitness } from './certificate.js';
import { searchSimplex, type Candidate } from './search.js';

const regionOptions = settings({
  ...regionSettings,
  /** Aborted, it ends the search: the region stays undecided. */
  signal: { kind: abortSignal, help: 'ends the search' },
});

/** What deciding a region may cost. */
export interface RegionOptions extends OptionsOf<typeof regionOptions> {}

/**
 * Whether the whole convex hull of some images has the label of the first of them.
 *
 * Decided by the first of these that can: all images on one piece of the network (the published theorem), bounds over the
 * simplex of weights, branch and bound. What is proved is proved in real arithmetic, with a bound for all rounding
 * (`proved-real`); what is refuted has a witness that the classifier's own engine gives another label.
 *
 * For a network without biases the hull of a label is the base of a cone: every combination with weights of 0 or more, not
 * all 0, has it as well. The certificate's `cone` says so.
 *
 * @returns `undecided`, with the reason, for networks that are not piecewise linear, near ties, and limits.
 * @throws InputError if there are no images, they have another shape than the classifier takes, or an option makes no sense.
 * @throws ClassifierError if the engine fails.
 * @example
 * const { word, by } = await certifyRegion(classifier, [shoe, boot]);
 */
export async function certifyRegion(
  classifier: Classifier,
  images: readonly Image[],
  options: RegionOptions = {},
): Promise<RegionCertificate> {
  const { timeLimit, parts, signal } = filled('certifyRegion', regionOptions, options);
  const started = now();
  const [first, ...others] = images;
  if (first === undefined) throw new InputError({ where: 'region', found: 'no images', expected: 'one or more' });
  for (const image of images) assertImage(classifier, image);
  const finish = (rest: Omit<RegionCertificate, 'kind' | 'images' | 'durationMs'>): RegionCertificate => ({
    kind: 'region',
    images: images.map(({ description }) => description),
    ...rest,
    durationMs: now() - started,
  });
  try {
    const program = programFor(classifier);
    if (program instanceof Obstacle) throw program;
    await assertAgreement(classifier, program, [first, ...others], started + milliseconds(timeLimit));
    const prefix = prefixOf(
      program,
      images.map((image) => image.pixels()),
    );
    const corner = new Map(
      [...prefix.frontier].map(([vector, { values, errors }]) => [
        vector,
        Float64Array.from(errors, (_, j) => values[j * images.length]!),
      ]),
    );
    const label = labelOf(Float32Array.from(valuesAt(program, prefix.steps, corner)));
    const limits = { deadline: started + milliseconds(timeLimit), boxes: parts, ...(signal && { signal }) };
    const found = await searchSimplex(program, prefix, images.length, label, limits);
    const { boxes } = found;
    if (found.kind === 'proved')
      return finish({ word: 'proved-real', label, by: found.by, cone: isBiasFree(program), parts: boxes });
    if (found.kind === 'undecided' && images.length === 2 && signal?.aborted !== true) {
      const [, second] = images;
      const line = await alongSegment(classifier, first, second!, timeLimit);
      if (line !== undefined)
        return finish({ ...line, label, cone: line.by !== undefined && isBiasFree(program), parts: boxes });
    }
    if (found.kind === 'undecided')
      return finish({ word: 'undecided', label, reason: found.reason, cone: false, parts: boxes });
    const exact = orObstacle(() =>
      labelAt(
        program,
        images.map((image) => image.pixels()),
        found.candidate.weights,
      ),
    );
    if (!(exact instanceof Obstacle) && exact.label === label)
      return finish({
        word: 'undecided',
        label,
        reason: 'a near tie: rational arithmetic contradicts float64',
        cone: false,
        parts: boxes,
      });
    const witness = await replayed(classifier, images, found.candidate, !(exact instanceof Obstacle));
    if (witness.engineLabel === label) {
      const reason = `a near tie: at a mixture that has label ${classifier.spec.labels[found.candidate.label]} the engine says ${classifier.spec.labels[label]}`;
      return finish({ word: 'undecided', label, reason, witness, cone: false, parts: boxes });
    }
    return finish({ word: 'refuted', label, witness, cone: false, parts: boxes });
  } catch (thrown) {
    if (!(thrown instanceof Obstacle)) throw thrown;
    return finish({ word: 'undecided', reason: thrown.message, cone: false, parts: 0 });
  }
}

/** Of two images the exact segment decides what bounds could not; undefined if it cannot either. */
async function alongSegment(
  classifier: Classifier,
  a: Image,
  b: Image,
  timeLimit: number,
): Promise<Pick<RegionCertificate, 'word' | 'by' | 'witness'> | undefined> {
  const { word, intervals, flips } = await certifySegment(classifier, a, b, { method: 'float64', timeLimit });
  if (word === 'proved-real' && intervals.length === 1) return { word, by: 'segment' };
  const shown = flips.find(({ replay }) => replay !== undefined);
  if (shown?.replay === undefined) return undefined;
  const { above } = shown.replay;
  const weights = [1 - above, above];
  const witness = await replayed(classifier, [a, b], { weights, label: shown.after, lead: 0 }, false);
  const label = intervals[0]?.label;
  return shown.before === label && witness.engineLabel === shown.after ? { word: 'refuted', witness } : undefined;
}

/**
 * What the user's engine says to a candidate, asked about it alone.
 *
 * @throws Obstacle if the model's own output gives another label than its logits.
 */
async function replayed(
  classifier: Classifier,
  images: readonly Image[],
  { weights, label }: Candidate,
  isExact: boolean,
): Promise<RegionWitness> {
  const image = combine(
    images.map((part, i) => ({ image: part, weight: weights[i]! })),
    'allow',
  );
  await assertOwnOutput(classifier, [image]);
  const shown = await engineLabel(classifier, image);
  if (shown === undefined) throw new Obstacle('a mixture that the engine cannot compute: numbers beyond its range');
  return { weights, label, engineLabel: shown, exact: isExact, image };
}
