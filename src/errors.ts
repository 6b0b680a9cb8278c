/** What was wrong, in four parts that make one message. */
export interface Problem {
  /** The file, option or part at fault: `model.onnx`, `--scalars`, `images/07.png`. */
  where: string;
  /** What was found there. */
  found: string;
  /** What would have been right. */
  expected: string;
  /** What to do about it, as a sentence. */
  remedy?: string;
}

const sentence = ({ where, found, expected, remedy }: Problem): string =>
  `${where}: found ${found}; expected ${expected}.${remedy === undefined ? '' : ` ${remedy}`}`;

/**
 * Something the caller can mend: a file, an option, a model of the wrong shape. The command exits with status 2.
 *
 * @example
 * throw new InputError({ where: '--cases', found: '0', expected: 'a whole number of 1 or more' });
 */
export class InputError extends Error {
  override readonly name: string = 'InputError';
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(sentence(problem), options);
  }
}

/**
 * The classifier itself failed while it was asked: it threw, or its scores are not finite numbers. It says nothing about
 * the property, so it ends the run and is never shrunk. The command exits with status 2.
 */
export class ClassifierError extends InputError {
  override readonly name = 'ClassifierError';
}

/** The message of whatever was thrown. Test runners have errors of several realms, so `instanceof` would miss some. */
export function messageOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);
}
