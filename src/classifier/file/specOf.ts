import { sizeOf } from '../../image/shape.js';
import type { NetworkNode } from '../../network/graph.js';
import { twoScoresOf, type TwoScores } from '../../network/twoScores.js';
import type { ClassifierSpec } from '../classifier.js';
import { assertSpec } from '../spec.js';
import type { ImageInput } from './input.js';
import { labelsOf } from './labels.js';
import { madeImages, seenScores } from './seenScores.js';
import type { ToldOptions } from './options.js';
import type { Pixels } from './pixels.js';
import type { ModelScores, ScoresOutput } from './scores.js';
import { tryOut } from './trial.js';
import type { ModelWorkers } from './workers.js';

/** What has been found out about a model before it ran. */
export interface InspectedFile {
  readonly id: string;
  readonly digest: string;
  readonly input: ImageInput;
  readonly scores: ScoresOutput;
  readonly pixels: Pixels;
  /** Free text beside the network. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly options: Pick<ToldOptions, 'labels' | 'batchLimit'>;
  /** The node that makes answers depend on the other images of a batch, if there is one. */
  readonly mixing?: NetworkNode | undefined;
  /** What was read from other files, a sentence each. */
  readonly assumed?: readonly string[];
}

/** What a model turned out to be. */
export interface Specified {
  readonly spec: ClassifierSpec;
  /** What it says of two labels with the one score that it gives an image; undefined where it gives one a label. */
  readonly two: TwoScores | undefined;
}

/**
 * Runs a model for the first time, and puts together what it is.
 *
 * @param engine in words.
 * @param model the running model.
 * @param where its name, for errors.
 * @throws InputError if it does not give scores for an image, or an option contradicts it.
 */
export async function specOfFile(
  { id, digest, input, scores, pixels, metadata, options, mixing, assumed = [] }: InspectedFile,
  engine: string,
  model: Pick<ModelWorkers, 'scores' | 'batchLimit'>,
  where: string,
): Promise<Specified> {
  const { classes, batches } = await tryOut(model, input, scores, where);
  const isOne = classes === 1;
  const kind = scores.isSure ? scores.kind : await seenScores(model, sizeOf(input.shape), pixels.range);
  const named = labelsOf(metadata, options.labels, isOne ? 'one score' : classes, where);
  const oneByOne = 'Batches of one image: the file allows any number, but the network fails on two.';
  const usual = mixing === undefined ? model.batchLimit : 1;
  const batchLimit = input.batch ?? (batches ? (options.batchLimit ?? usual) : 1);
  const spec: ClassifierSpec = {
    id,
    digest,
    engine,
    shape: input.shape,
    layout: input.layout,
    range: pixels.range,
    steps: pixels.steps,
    ...(pixels.fit && { fit: pixels.fit }),
    scores: kind,
    labels: named.labels,
    batchLimit,
    assumed: [
      ...assumed,
      ...input.assumed,
      ...pixels.assumed,
      ...(scores.isSure ? scores.assumed : [seenInWords(scores, kind, isOne)]),
      ...(isOne ? [`One score an image decides between two labels, at ${kind === 'logits' ? '0' : '0.5'}.`] : []),
      ...named.assumed,
      ...(batches ? [] : [oneByOne]),
      ...(mixing === undefined ? [] : [mixingNote(mixing, batchLimit, input.batch !== undefined)]),
    ],
  };
  assertSpec(spec);
  return { spec, two: isOne ? twoScoresOf[kind] : undefined };
}

/** Why scores are what they look like, where neither the user nor the network says what they are. */
function seenInWords({ last, assumed: [sentence = ''] }: ScoresOutput, kind: ModelScores, isOne: boolean): string {
  const rule = isOne ? 'in [0, 1]' : 'in [0, 1] and add up to 1';
  const doubt = last === undefined ? '' : `, though the network ends in ${last}; pass scores if they are not`;
  if (kind === 'probabilities')
    return `Scores are probabilities: on ${madeImages} made images they are ${rule}${doubt}.`;
  return last === undefined
    ? `Scores are logits: on made images they are not ${rule.replace('and', 'or do not')}.`
    : sentence;
}

const mixingNote = ({ name, operation }: NetworkNode, batchLimit: number, isFixed: boolean): string => {
  const why = `${name} (${operation}) looks at all images of a batch at once`;
  return batchLimit === 1
    ? `Images are asked about one at a time (batchLimit 1): ${why}, so that answers would depend on the other images.`
    : `Answers depend on the other images of a batch: ${why}, and a batch has ${batchLimit}. ${isFixed ? 'Export the model for one image at a time.' : 'With batchLimit 1 they do not.'}`;
};
