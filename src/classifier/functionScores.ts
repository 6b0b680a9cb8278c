import { isFloat32Array } from 'node:util/types';
import { closeNames } from '../closeNames.js';
import { ClassifierError, type Problem } from '../errors.js';
import { inWords, isRecord } from '../settings/inWords.js';
import type { ClassifierSpec } from './classifier.js';

/** A label and its score, as pipelines of transformers.js give them. */
export interface LabelScore {
  readonly label: string;
  readonly score: number;
}

/** What a function says of one image: scores in the order of the labels, by their names in any order, or a label alone. */
export type AnswerForImage = readonly number[] | Float32Array | readonly LabelScore[] | LabelScore | string | number;

/**
 * What a function answers to a batch: scores row by row in one array, or an answer an image. Labels alone, by their names or
 * their places, are for `scores: 'label'`. Answers may be promises, each or all of them.
 */
export type FunctionScores = Float32Array | readonly (AnswerForImage | Promise<AnswerForImage>)[];

type Answering = Pick<ClassifierSpec, 'id' | 'labels' | 'scores'>;

/**
 * The scores in what a function answers.
 *
 * @param count images in the batch.
 * @returns a new array of `count` rows, one number a label.
 * @throws ClassifierError that says what was found instead, and what to write.
 */
export async function scoresOf(answer: FunctionScores, spec: Answering, count: number): Promise<Float32Array> {
  // A copy, since the function may answer with an array that it uses again, or with its input. And not `instanceof`: under
  // Jest, native engines make arrays of another realm.
  if (isFloat32Array(answer)) return new Float32Array(answer);
  const given: unknown = answer;
  const rows: readonly unknown[] | undefined = Array.isArray(given) ? await Promise.all(given) : undefined;
  // A pipeline that is asked about one image answers with the labels of that one.
  const each = count === 1 && rows !== undefined && rows.length > 0 && rows.every(isLabelScore) ? [rows] : rows;
  if (each?.length !== count)
    throw new ClassifierError({
      where: spec.id,
      found: each === undefined ? whatIs(given) : `${each.length} rows for ${count} images`,
      expected: 'a Float32Array of scores, or one row an image',
      ...remedied(ArrayBuffer.isView(given) ? 'Answer with `Float32Array.from(scores)`.' : undefined),
    });
  const { length } = spec.labels;
  const scores = new Float32Array(count * length);
  each.forEach((row, image) => writeRow(row, spec, scores.subarray(image * length, (image + 1) * length)));
  return scores;
}

const remedied = (remedy: string | undefined): { readonly remedy?: string } => (remedy === undefined ? {} : { remedy });

const whatIs = (value: unknown): string =>
  ArrayBuffer.isView(value)
    ? `a ${value.constructor.name}`
    : typeof value === 'object' && value !== null
      ? 'an object'
      : inWords(value);

const isLabelScore = (value: unknown): value is LabelScore =>
  isRecord(value) && typeof value['label'] === 'string' && typeof value['score'] === 'number';

const isNumbers = (value: unknown): value is ArrayLike<number> =>
  isFloat32Array(value) || (Array.isArray(value) && value.every((each) => typeof each === 'number'));

/** Writes what was said of an image into a row of zeros. */
function writeRow(said: unknown, spec: Answering, row: Float32Array): void {
  const refused = (found: string, expected: string, remedy?: string): ClassifierError =>
    new ClassifierError({
      where: spec.id,
      found: `${found} for an image`,
      expected,
      ...remedied(remedy),
    } satisfies Problem);
  const classes = spec.labels.length;
  if (typeof said === 'number') return writeLabel(said, spec, row, refused);
  if (typeof said === 'string') return writeName(said, spec, row, refused);
  if (isNumbers(said)) {
    if (said.length !== classes) throw refused(`${said.length} scores`, `${classes}, one a label`);
    return row.set(said);
  }
  const named = isLabelScore(said) ? [said] : said;
  if (!Array.isArray(named) || named.length === 0 || !named.every(isLabelScore))
    throw refused(
      whatIs(said),
      `${classes} scores`,
      'Answer with a row of numbers for each image, in the order of the labels.',
    );
  if (spec.scores === 'label') {
    const best = named.reduce((most: LabelScore, each: LabelScore) => (each.score > most.score ? each : most));
    return writeName(best.label, spec, row, refused);
  }
  writeNamed(named, spec, row, refused);
}

type Refused = (found: string, expected: string, remedy?: string) => ClassifierError;

function writeLabel(label: number, { labels, scores }: Answering, row: Float32Array, refused: Refused): void {
  if (scores !== 'label')
    throw refused(
      `the number ${label}`,
      `${labels.length} scores`,
      "If it is the place of a label, pass `scores: 'label'`. If it is the one score that decides between two labels, answer with the row `[0, score]` of a logit, or `[1 - score, score]` of a probability.",
    );
  if (!Number.isInteger(label) || label < 0 || label >= labels.length)
    throw refused(`the number ${label}`, `a label from 0 to ${labels.length - 1}`);
  row[label] = 1;
}

function writeName(name: string, spec: Answering, row: Float32Array, refused: Refused): void {
  if (spec.scores !== 'label')
    throw refused(`the label "${name}"`, `${spec.labels.length} scores`, "Pass `scores: 'label'`.");
  row[placeOf(name, spec, refused)] = 1;
}

function writeNamed(named: readonly LabelScore[], spec: Answering, row: Float32Array, refused: Refused): void {
  const { labels, scores } = spec;
  const told = new Map(named.map(({ label, score }) => [placeOf(label, spec, refused), score]));
  if (told.size !== labels.length || named.length !== labels.length)
    throw refused(
      `scores of ${told.size} label${told.size === 1 ? '' : 's'}`,
      `one for each of ${labels.length} labels`,
      `Ask for all of them, as in \`pipe(image, { top_k: ${labels.length} })\`; or pass \`scores: 'label'\`, for labels alone.`,
    );
  for (const [place, score] of told) row[place] = score;
  const sum = row.reduce((total, score) => total + score, 0);
  if (scores === 'logits' && row.every((score) => score >= 0 && score <= 1) && Math.abs(sum - 1) < 1e-3)
    throw refused('scores in [0, 1] that add up to 1', 'logits', "Pass `scores: 'probabilities'`.");
}

function placeOf(name: string, { labels }: Answering, refused: Refused): number {
  const place = labels.indexOf(name);
  if (place !== -1) return place;
  const [meant] = closeNames(name, labels);
  const example = labels.length === 0 ? '' : `such as "${labels[0]}"`;
  throw refused(
    `the label "${name}"`,
    `one of the ${labels.length} that were told, ${example}`,
    meant === undefined
      ? `Pass the names that it gives: \`labels: ['${name}', …]\`.`
      : `Did you mean "${meant}"? Pass the names that it gives.`,
  );
}
