import type { Classifier } from '../classifier/classifier.js';
import { orStopped } from '../clock.js';
import type { Corpus } from '../image/corpus.js';
import { accuracyOf } from '../run/accuracy.js';
import { closingOf } from '../run/closing.js';
import { betterFeeding, misfedOn } from '../run/feeding/misfed.js';
import { unmatchedTruth, type UnmatchedTruth } from '../run/feeding/unmatchedTruth.js';
import { remedyInWords, type OptionForm } from './text/misfedInWords.js';

/** How notes on images are made. */
export interface ImageNotesOptions {
  /** Whether what explains a model at chance is told as well; a verdict that says so itself needs it once. Default false. */
  readonly explained?: boolean;
  /** How long the model may be asked for them, in milliseconds. Default: as long as it takes. */
  readonly within?: number | undefined;
  /** Ends the run that they are for: a moment later the model is not asked for them any more. */
  readonly ended?: AbortSignal | undefined;
}

/**
 * What a report has to note about images, a sentence each: what was done to them, which of their classes are no labels, and how
 * often the others get theirs.
 *
 * @param form how options are written.
 */
export async function imageNotes(
  corpus: Corpus,
  classifier: Classifier,
  form: OptionForm,
  { explained = false, within, ended }: ImageNotesOptions = {},
): Promise<readonly string[]> {
  const unmatched = unmatchedTruth(classifier.spec, corpus);
  const notes = [...corpus.notes, ...(unmatched === undefined ? [] : [unmatchedInWords(unmatched, corpus, form)])];
  const { signal, release } = closingOf(within === undefined ? undefined : Math.max(1, within), ended);
  try {
    const asked = await orStopped(() => accuracyNotes(corpus, classifier, { form, explained, signal }), signal);
    const why = ended?.aborted === true ? 'the run was ended' : 'the time ran out';
    return [...notes, ...(asked ?? [`Accuracy on labelled images is not told: ${why}.`])];
  } finally {
    release();
  }
}

/** What the model's own labels say of those that images are known by. */
async function accuracyNotes(
  corpus: Corpus,
  classifier: Classifier,
  { form, explained, signal }: { readonly form: OptionForm; readonly explained: boolean; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const accuracy = await accuracyOf(classifier, corpus, { signal });
  if (accuracy === undefined) return [];
  const { labelled, correct, atChance } = accuracy;
  const text = `Accuracy on ${labelled} labelled images is ${(correct / labelled).toFixed(3)}.`;
  if (!atChance) {
    const better = await betterFeeding(classifier, corpus, accuracy, signal);
    const said =
      better === undefined ? '' : ` ${remedyInWords(better, form)} It is probably not fed as it was trained.`;
    return [`${text}${said}`];
  }
  return [`${text} ${explained ? await guessing(corpus, classifier, form, signal) : noBetter}`];
}

const noBetter = 'That is no better than guessing.';

async function guessing(
  corpus: Corpus,
  classifier: Classifier,
  form: OptionForm,
  signal: AbortSignal,
): Promise<string> {
  const misfed = await misfedOn(classifier, corpus, signal);
  return misfed === undefined
    ? `${noBetter} Check range, mean, std, layout and labels.`
    : `${noBetter} ${remedyInWords(misfed.remedy, form)}`;
}

/** Classes that are named; the rest are counted. */
const mostNamed = 5;

function unmatchedInWords(
  { classes, images, all, unnamed }: UnmatchedTruth,
  { truthBy }: Corpus,
  form: OptionForm,
): string {
  const names = classes
    .slice(0, mostNamed)
    .map(({ name, close }) => `"${name}"${close.length === 0 ? '' : ` (close: ${close.join(', ')})`}`);
  const more = classes.length - names.length;
  const listed = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const classed = truthBy === 'the folder' ? 'Images are in folders' : 'Images have classes';
  const labels = { flags: '--labels FILE', code: 'labels', gate: 'model.labels' }[form];
  if (unnamed && all)
    return `${classed} (${listed}), but the model's labels have no names, so nobody can say whether they are right: pass ${labels}.`;
  const count = `${images} ${images === 1 ? 'image' : 'images'}`;
  return `No label of the model is called ${listed}: of ${count} nobody can say whether ${images === 1 ? 'its' : 'their'} label is right. Rename the ${truthBy === 'the folder' ? 'folder' : 'class'}${classes.length === 1 ? '' : truthBy === 'the folder' ? 's' : 'es'}, or pass ${labels}.`;
}
