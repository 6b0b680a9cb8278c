/** An option by its path: `['scalars', 'min']`. How it is written, the command, code and configurations each know. */
export type OptionPath = readonly string[];

/** An option in the middle of a sentence, with a value that helps: the command says `--size 224x224`, code `size: { … }`. */
export interface OptionMention {
  readonly option: OptionPath;
  readonly value: unknown;
}

/** A sentence; in parts where it mentions options. */
export type Sentence = string | readonly (string | OptionMention)[];

/** What was wrong, in four parts that make one message. */
export interface Problem {
  /** The file, option or part at fault: `model.onnx`, `--scalars`, `images/07.png`. */
  where: string;
  /** What was found there. */
  found: string;
  /** What would have been right. */
  expected: string;
  /** What to do about it, as a sentence. */
  remedy?: Sentence;
  /** Where it is an option that is at fault: its path. `where` says the same in the words of whoever reads it. */
  option?: OptionPath;
  /** The file that the option stands in. */
  source?: string;
}

/** How options are written: in code, on the command line, in a configuration. */
export interface OptionWords {
  /** `scalars.min`, `--scalars`. */
  place(option: OptionPath): string;
  /** `resize: true`, `--resize`. */
  mention(mentioned: OptionMention): string;
}

/** Options as code has them. */
export const codeWords: OptionWords = {
  place: (option) => option.join('.'),
  mention: ({ option, value }) => `${option.join('.')}: ${literal(value)}`,
};

/** A value as code: `'y'`, `{ height: 224, width: 224 }`. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${literal(inner)}`)
    .join(', ')} }`;
}

const told = (sentence: Sentence, words: OptionWords): string =>
  typeof sentence === 'string'
    ? sentence
    : sentence.map((part) => (typeof part === 'string' ? part : words.mention(part))).join('');

const sentence = ({ where, found, expected, remedy }: Problem, words: OptionWords): string =>
  `${where}: found ${found}; expected ${expected}.${remedy === undefined ? '' : ` ${told(remedy, words)}`}`;

/**
 * Something the caller can put right: a file, an option, a model of the wrong shape. The command exits with status 2.
 *
 * @example
 * const error: unknown = await openModel('missing.onnx').catch((thrown: unknown) => thrown);
 * error instanceof InputError; // true
 * if (error instanceof InputError) console.log(error.problem.where); // missing.onnx
 */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  /** @param options `words`: how options are written; default: as in code. */
  constructor(
    readonly problem: Problem,
    { words = codeWords, ...options }: ErrorOptions & { readonly words?: OptionWords } = {},
  ) {
    super(sentence(problem, words), options);
  }

  /** The same error with its options in other words; itself where it mentions none. */
  inWordsOf(words: OptionWords): InputError {
    const { option, source, remedy } = this.problem;
    const isPlaced = option === undefined || source !== undefined;
    if (isPlaced && (remedy === undefined || typeof remedy === 'string')) return this;
    const where = isPlaced ? this.problem.where : words.place(option);
    return this.told({ ...this.problem, where }, { cause: this.cause ?? this, words });
  }

  /** An error of the same class. */
  protected told(problem: Problem, options: ErrorOptions & { readonly words: OptionWords }): InputError {
    return new InputError(problem, options);
  }
}

/**
 * What is wrong with an option, by its path.
 *
 * @example throw new InputError(optionProblem(['scalars', 'min'], { found: '0', expected: 'a finite number above 0' }));
 */
export const optionProblem = (option: OptionPath, problem: Omit<Problem, 'where' | 'option'>): Problem => ({
  ...problem,
  where: codeWords.place(option),
  option,
});

/**
 * The classifier itself failed while it was asked: it threw, or its scores are not finite numbers. It says nothing about
 * the property, so it ends the run and is never shrunk. The command exits with status 2.
 *
 * @example
 * const broken = fromFunction(() => [[NaN, 1]], { shape: { height: 1, width: 1, channels: 1 }, labels: 2 });
 * const error: unknown = await check(scalarInvariance(), broken).catch((thrown: unknown) => thrown);
 * error instanceof ClassifierError; // true
 */
export class ClassifierError extends InputError {
  override readonly name: string = 'ClassifierError';

  protected override told(problem: Problem, options: ErrorOptions & { readonly words: OptionWords }): InputError {
    return new ClassifierError(problem, options);
  }
}

/**
 * The classifier cannot be asked any more: the server that has it went away. A run ends with what it has, inconclusive; the command
 * exits with status 3.
 *
 * @example
 * const lost = new LostClassifierError({ where: 'localhost:8000', found: 'no answer', expected: 'scores' });
 * const gone = fromFunction(() => Promise.reject(lost), { shape: { height: 1, width: 1, channels: 1 }, labels: 2 });
 * (await check(scalarInvariance(), gone)).verdict; // 'inconclusive'
 */
export class LostClassifierError extends ClassifierError {
  override readonly name = 'LostClassifierError';

  protected override told(problem: Problem, options: ErrorOptions & { readonly words: OptionWords }): InputError {
    return new LostClassifierError(problem, options);
  }
}

/**
 * The classifier did not answer in the time that it has, and was given up.
 *
 * @example
 * import { setTimeout } from 'node:timers/promises';
 * const shape = { height: 1, width: 1, channels: 1 };
 * const slow = fromFunction(() => setTimeout(1000, [[0, 1]]), { shape, labels: 2, modelTimeout: 0.1 });
 * const error: unknown = await check(scalarInvariance(), slow).catch((thrown: unknown) => thrown);
 * error instanceof LateClassifierError; // true
 */
export class LateClassifierError extends ClassifierError {
  override readonly name = 'LateClassifierError';

  /** The same, said of the images that it was asked about. */
  about(images: readonly { readonly description: string }[]): LateClassifierError {
    const [first] = images;
    if (first === undefined) return this;
    const others = images.length === 1 ? '' : ` and ${images.length - 1} more`;
    const found = `${this.problem.found} for ${first.description}${others}`;
    return new LateClassifierError({ ...this.problem, found }, { cause: this });
  }

  protected override told(problem: Problem, options: ErrorOptions & { readonly words: OptionWords }): InputError {
    return new LateClassifierError(problem, options);
  }
}

/** The message of whatever was thrown. Test runners have errors of several realms, so `instanceof` would miss some. */
export function messageOf(thrown: unknown): string {
  try {
    return typeof thrown === 'object' && thrown !== null && 'message' in thrown
      ? String(thrown.message)
      : String(thrown);
  } catch {
    // What is thrown may throw again when it is read.
    return 'an error whose message cannot be read';
  }
}
