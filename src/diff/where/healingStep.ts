import type { ClassifierSpec } from '../../classifier/classifier.js';
import { describeStep } from '../../classifier/preprocessing.js';
import { describeResizing } from '../../image/fitting/describeResizing.js';
import type { PreprocessingStep } from '../../settings/steps.js';
import type { ModelDifference } from '../difference.js';
import type { Sample } from './sample.js';

/** How images are prepared for a model. */
type Preparation = Pick<ClassifierSpec, 'range' | 'steps'>;

/** One thing that is done otherwise, and how it is told. */
interface Change {
  readonly preparation: Preparation;
  readonly text: string;
}

/**
 * Whether only the preprocessing of two models differs: the other is fed as the one is, and then with one step changed at a time, to
 * say which. Where both declare the same, the usual mistakes are tried: channels in the other order, and pixels up to 255 instead of 1.
 *
 * @throws ClassifierError if the other model fails.
 */
export async function healingStep(sample: Sample): Promise<ModelDifference | undefined> {
  const { one, other } = sample.models;
  const heals = async (preparation: Preparation): Promise<boolean> =>
    (await sample.differenceFedAs(preparation)) <= sample.tolerance;
  const ours: Preparation = { range: one.spec.range, steps: one.spec.steps };
  const theirs: Preparation = { range: other.spec.range, steps: other.spec.steps };
  const found = (change: string, details: readonly string[]): ModelDifference => ({
    kind: 'preprocessing',
    text: `The networks are the same, and ${other.spec.id} is fed otherwise: ${change}, it says what ${one.spec.id} says.`,
    details,
  });
  const declared = [one, other].map(({ spec }) => `${spec.id}: ${[inWords(spec), ...fitInWords(spec)].join(', ')}`);
  if (one.spec.shape.channels !== other.spec.shape.channels) return undefined;
  if (inWords(ours) !== inWords(theirs)) {
    const all = await heals(ours);
    const single = all ? singleChanges(ours, theirs) : [];
    for (const { preparation, text } of single) if (await heals(preparation)) return found(text, declared);
    if (all) return found(`fed as ${one.spec.id} is`, declared);
  }
  for (const { preparation, text } of usualMistakes(theirs, other.spec.shape.channels))
    if (await heals(preparation)) return found(text, declared);
  if (sample.pairs.some((pair) => pair.one !== pair.other) && one.spec.shape.height === other.spec.shape.height)
    if ((await sample.differenceFedAs(ours, { images: "the one's" })) <= sample.tolerance)
      return found(['with image files', ...fitInWords(one.spec), `as for ${one.spec.id}`].join(' '), declared);
  return undefined;
}

/** What is between two preparations, one change at a time, each made alone. */
function singleChanges(ours: Preparation, theirs: Preparation): readonly Change[] {
  const changes: Change[] = [];
  if (String(ours.range) !== String(theirs.range))
    changes.push({
      preparation: { ...theirs, range: ours.range },
      text: `with pixels up to ${ours.range[1]} instead of ${theirs.range[1]}`,
    });
  const [mine, their] = [ours.steps.map(describeStep), theirs.steps.map(describeStep)];
  const missing = ours.steps.flatMap((step, i) => (their.includes(mine[i]!) ? [] : [{ step, i }]));
  const strange = theirs.steps.flatMap((step, i) => (mine.includes(their[i]!) ? [] : [{ step, i }]));
  for (const { step, i } of missing) {
    const instead = strange.find((each) => each.step.kind === step.kind);
    const steps = [...theirs.steps];
    if (instead === undefined) steps.splice(Math.min(i, steps.length), 0, step);
    else steps[instead.i] = step;
    const text =
      instead === undefined
        ? `with the missing step "${describeStep(step)}"`
        : `with "${describeStep(step)}" instead of "${describeStep(instead.step)}"`;
    changes.push({ preparation: { ...theirs, steps }, text });
  }
  for (const { step, i } of strange)
    changes.push({
      preparation: { ...theirs, steps: theirs.steps.filter((_, at) => at !== i) },
      text: `without the step "${describeStep(step)}"`,
    });
  return changes;
}

function usualMistakes(theirs: Preparation, channels: number): readonly Change[] {
  const changes: Change[] = [];
  if (channels === 3) {
    const reversed: PreprocessingStep = { kind: 'permute', channels: [2, 1, 0] };
    changes.push({
      preparation: { ...theirs, steps: [reversed, ...theirs.steps] },
      text: 'with the channels in the other order (RGB for BGR, or the other way round)',
    });
  }
  const top = theirs.range[1] === 1 ? 255 : 1;
  changes.push({
    preparation: { ...theirs, range: [0, top] },
    text: `with pixels up to ${top} instead of ${theirs.range[1]}`,
  });
  return changes;
}

/** As in `pixels up to 255, subtract 0.5`. */
const inWords = ({ range, steps }: Preparation): string =>
  [`pixels up to ${range[1]}`, ...steps.map(describeStep)].join(', ');

const fitInWords = ({ fit, shape }: ClassifierSpec): readonly string[] =>
  fit?.resizing === undefined ? [] : [describeResizing(fit.resizing, shape)];
