import { inWords } from '../../settings/inWords.js';
import { literal } from '../../errors.js';
import type { Misfed } from '../../run/feeding/misfed.js';

/** What brings accuracy back, of a run or out of a document. */
export interface ToldRemedy {
  readonly options: object;
  readonly words?: string | undefined;
  readonly labelled: number;
  readonly correct: number;
}

/** How options are written: as flags of the command, as code has them, or as the gate's configuration has them. */
export type OptionForm = 'flags' | 'code' | 'gate';

/**
 * What is found of a model at chance, without a full stop.
 *
 * @example
 * headlineOf(misfed);
 * // 0.10 of 200 images get the label that the folder says, which is what guessing gives: the model is probably not fed as …
 */
export const headlineOf = ({ correct, labelled, truthBy }: Omit<Misfed, 'remedy'>): string =>
  `${shareOf({ correct, labelled })} of ${labelled} images get the label that ${truthBy} says, which is what guessing gives: the model is probably not fed as it was trained`;

/** What brings accuracy back, as a sentence: `--range 0,255 gives 0.91.` */
export function remedyInWords(remedy: ToldRemedy | undefined, form: OptionForm): string {
  if (remedy === undefined)
    return 'No other range, mean and std, channel order or layout that is usual gives more: check the labels and their order.';
  const { options, words } = remedy;
  const told = optionsInWords(form === 'gate' ? underModel(options) : options, form);
  const reached = shareOf(remedy);
  if (words === undefined) return `${told} gives ${reached}.`;
  const undone = 'which no option does: mend the images, or how the model was exported';
  return told === ''
    ? `With ${words} it is ${reached}, ${undone}.`
    : `${told} gives ${reached}, with ${words} besides, ${undone}.`;
}

/** How to say that it is meant, as a sentence. */
export const ifMeant = (form: OptionForm): string => `If it is meant: ${optionsInWords({ allowChance: true }, form)}.`;

/** Options as they are typed: `--range 0,255 --channels bgr`, or `range: [0, 255], channels: 'bgr'`. */
export function optionsInWords(options: object, form: OptionForm): string {
  const told = Object.entries(options).filter(([, value]) => value !== undefined);
  if (form !== 'flags') return told.map(([name, value]) => `${name}: ${literal(value)}`).join(', ');
  return told.map(([name, value]) => `${flag(name)}${value === true ? '' : ` ${typed(value)}`}`).join(' ');
}

const underModel = (options: object): object =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [`model.${name}`, value]));

const typed = (value: unknown): string => (typeof value === 'string' ? value : inWords(value));

const flag = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const shareOf = ({ correct, labelled }: Pick<Misfed, 'correct' | 'labelled'>): string =>
  (correct / labelled).toFixed(2);
