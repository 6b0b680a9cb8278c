// Runs in the workers that have the model, which load it when the first slice comes: see `src/classifier/file/serve.ts`.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isUint8Array } from 'node:util/types';
import { deserialize } from 'node:v8';
import type * as fc from 'fast-check';
import type { Classifier } from '../../classifier/classifier.js';
import type { EngineInfo } from '../../classifier/file/protocol.js';
import type { ModelHere, Work } from '../../classifier/file/serve.js';
import { Subject } from '../../classifier/subject.js';
import { now } from '../../clock.js';
import { anyImage } from '../../generate/anyImage.js';
import { corpusAndMade } from '../../generate/corpusAndMade.js';
import { fromCorpus } from '../../generate/fromCorpus.js';
import { byteImage } from '../../image/byteImage.js';
import { imageOver, type Image } from '../../image/image.js';
import { withPicture } from '../../image/picture.js';
import { sizeOf } from '../../image/shape.js';
import { Examination } from '../examination.js';
import { Lookahead } from '../lookahead.js';
import type { Outcome } from '../outcome.js';
import type { Property } from '../property.js';
import { questionOf, type CaseQuestion } from '../question.js';
import { runParameters } from '../runParameters.js';
import {
  OutcomeColumns,
  type CarriedRun,
  type Slice,
  type SliceFindings,
  type ToldImage,
  type ToldRun,
} from './slice.js';

/** A run as this thread has made it again. */
interface RemadeRun {
  readonly property: Property<unknown>;
  readonly subject: Subject;
  readonly cases: Examination<unknown>;
  readonly seed: number;
  /** Where the generators of its cases are. */
  lookahead: Lookahead;
  next: number;
}

/** Several runs may take turns, as properties of one test file do. */
const mostRuns = 4;
const runs = new Map<number, RemadeRun>();

/** Tries the cases of a {@link Slice} and answers with {@link SliceFindings}. */
export const work: Work<Slice> = async (slice, model) => tried(slice, remade(slice, model), model);

async function tried({ from, to }: Slice, run: RemadeRun, { served, isDropped }: ModelHere): Promise<SliceFindings> {
  const { property, subject } = run;
  const [started, before] = [now(), subject.evaluated];
  const columns = new OutcomeColumns(to - from);
  let failed = false;
  const batch = batchFor(subject, served.info);
  for (let first = from; first < to && !failed; first += batch) {
    if (isDropped()) throw new Error('nobody waits for the answer');
    const given = generated(run, first, Math.min(batch, to - first));
    const question = questionOf(property);
    const outcomes = await (question === undefined
      ? Promise.all(given.map((one) => orNothing(() => property.examine(one, subject))))
      : asked(question, given, subject));
    const fault = outcomes.indexOf(undefined);
    failed = fault !== -1;
    for (const outcome of failed ? outcomes.slice(0, fault) : outcomes) if (outcome !== undefined) columns.add(outcome);
  }
  return columns.findings({ from, evaluated: subject.evaluated - before, took: now() - started, failed });
}

/** Numbers of a batch that a processor keeps near it: with more, it waits for memory. */
const nearNumbers = 2 ** 18;

/** More images at once make no processor faster. */
const enoughImages = 128;

/** Images to ask about at once. A device beside the processor wants as many as it takes. */
const batchFor = ({ batchLimit, spec }: Subject, { parallel }: EngineInfo): number =>
  parallel ? batchLimit : Math.max(1, Math.min(batchLimit, enoughImages, Math.floor(nearNumbers / sizeOf(spec.shape))));

/** What came of a case; undefined where something failed: the run does it again where errors are told. */
const orNothing = (examine: () => Promise<Outcome>): Promise<Outcome | undefined> => examine().catch(() => undefined);

/** What came of cases whose questions are put together: images of many cases in one batch, without a promise for each. */
async function asked(
  question: CaseQuestion<unknown>,
  cases: readonly unknown[],
  subject: Subject,
): Promise<readonly (Outcome | undefined)[]> {
  const scores = await subject.scoresOfEach(cases.map((given) => question.images(given)));
  const outcomes = cases.map((given, i) => question.judge(given, scores[i]!, subject.spec));
  // Those that are open ask side by side, so that they share batches as well.
  const open = outcomes.flatMap((outcome, i) => (outcome === undefined ? [i] : []));
  const settled = await Promise.all(open.map((i) => orNothing(() => question.settle(cases[i], scores[i]!, subject))));
  open.forEach((i, place) => (outcomes[i] = settled[place]));
  return outcomes;
}

function generated(run: RemadeRun, from: number, count: number): readonly unknown[] {
  if (from < run.next) run.lookahead = new Lookahead(run.seed, runParameters.randomType, from);
  else run.lookahead.skipTo(from);
  run.next = from + count;
  const cases: unknown[] = [];
  run.lookahead.each(count, (random) => cases.push(run.cases.generate(random, from + cases.length).value[0]));
  return cases;
}

function remade({ run }: Slice, model: ModelHere): RemadeRun {
  const known = runs.get(run);
  if (known !== undefined) return known;
  const [told, pixels] = model.carried;
  if (!isUint8Array(told) || pixels === undefined) throw new Error('a slice came without its run');
  const made = make({ told, pixels }, model);
  const [oldest] = runs.keys();
  if (runs.size === mostRuns && oldest !== undefined) runs.delete(oldest);
  runs.set(run, made);
  return made;
}

function make({ told, pixels }: CarriedRun, { served }: ModelHere): RemadeRun {
  const { origin, property: name, seed, spec, scalars, overflow, space, images }: ToldRun = deserialize(told);
  const property = propertyOf(origin);
  if (property.name !== name) throw new Error(`${origin.module} makes ${property.name} and not ${name}`);
  const classifier: Classifier = {
    spec,
    // As the threads do for the main one: what takes no float32 rounds the product itself.
    multiplies: true,
    classify: async ({ data, count, factors }) =>
      new Float32Array((await served.scores({ data, first: 0, count, ...(factors && { factors }) })).buffer),
    dispose: async () => undefined,
  };
  const subject = new Subject(classifier, { space, shared: false });
  const context = { spec, images: imagesOf(images, spec.shape, pixels), scalars, overflow, space };
  const cases = new Examination(property, subject, context);
  return { property, subject, cases, seed, lookahead: new Lookahead(seed, runParameters.randomType, 0), next: 0 };
}

function propertyOf({ module, name, told }: ToldRun['origin']): Property<unknown> {
  const exported: Readonly<Record<string, (told: unknown) => Property<unknown>>> = createRequire(import.meta.url)(
    fileURLToPath(module),
  );
  const make = exported[name];
  if (make === undefined) throw new Error(`${module} exports no ${name}`);
  return make(told);
}

/** Whoever wants a picture gets this error, and the case is tried where the pictures are. */
function outOfReach(): never {
  throw new Error('pictures are not sent to workers');
}

function imagesOf(told: ToldRun['images'], shape: Image['shape'], pixels: CarriedRun['pixels']): fc.Arbitrary<Image> {
  if (told.kind === 'made') return anyImage(shape);
  const size = sizeOf(shape);
  const image = ({ recipe, description, truth, picture }: ToldImage, place: number): Image => {
    const own = pixels.subarray(place * size, (place + 1) * size);
    const made = isUint8Array(own)
      ? byteImage(shape, recipe, description, own, truth)
      : imageOver(shape, recipe, description, own, truth);
    return picture === undefined ? made : withPicture(made, { size: picture, fitted: outOfReach });
  };
  const images = told.images.map(image);
  return told.kind === 'corpus' ? fromCorpus({ images }, { mixed: told.mixed }) : corpusAndMade({ images }, shape);
}
