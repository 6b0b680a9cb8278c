import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { Classifier } from '../classifier/classifier.js';
import type { Corpus } from '../image/corpus.js';
import { fromPath } from '../image/fromPath.js';
import { accuracyOf } from '../run/accuracy.js';
import { flag, text } from './kinds.js';

// What every command that reads images can be told of them.

/** Settings of the images, for a command's schema. */
export const imageSettings = {
  images: text.exactOptional(),
  resize: flag.exactOptional(),
  skipUnreadable: flag.exactOptional(),
};

const imageSchema = z.object(imageSettings);
export type ImageSettings = z.infer<typeof imageSchema>;

/** Adds the options that say how images are to be read. `--images` itself is a command's own: it says what they are for. */
export const withImageOptions = (command: Command): Command =>
  command
    .addOption(new Option('--resize', 'resize images that have another size'))
    .addOption(new Option('--skip-unreadable', 'leave out images that cannot be read, and count them'));

/** The images that settings name, as the classifier takes them; undefined where they name none. */
export async function loadImages(
  { images, resize = false, skipUnreadable = false }: ImageSettings,
  { spec }: Classifier,
): Promise<Corpus | undefined> {
  return images === undefined ? undefined : fromPath(images, { resize, skipUnreadable }).load(spec.shape);
}

/** Where images came from, in words. */
export function describeCorpus({ images, skipped, origin }: Corpus): string {
  const unread = skipped.length === 0 ? '' : `, ${skipped.length} unreadable left out`;
  return `${images.length} from ${origin}${unread}`;
}

/** What a report has to note about labelled images: accuracy at chance is the sign of wrong preprocessing. */
export async function notesOn(corpus: Corpus, classifier: Classifier): Promise<readonly string[]> {
  const accuracy = await accuracyOf(classifier, corpus);
  if (accuracy === undefined) return [];
  const { labelled, correct, atChance } = accuracy;
  const text = `Accuracy on ${labelled} labelled images is ${(correct / labelled).toFixed(3)}.`;
  return [atChance ? `${text} That is no better than guessing: check range, mean, std, layout and labels.` : text];
}
