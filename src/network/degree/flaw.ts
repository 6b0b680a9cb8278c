/**
 * What kind of thing breaks homogeneity.
 *
 * Of `unknown`, `unreadable`, `undecided`, `indices` and `random` nobody can tell: conic has no rule for the operation, or cannot
 * read what the rule asks for, or it depends on more than degrees say. All others are proved to break a node that scales up to there.
 */
export const culpritKinds = [
  'bias',
  'offset',
  'token',
  'shift',
  'activation',
  'clip',
  'threshold',
  'epsilon',
  'degrees',
  'quantisation',
  'padding',
  'indices',
  'random',
  'training',
  'unknown',
  'unreadable',
  'undecided',
] as const;

/** One of these kinds. */
export type CulpritKind = (typeof culpritKinds)[number];

/** What is wrong at a node, before it is said which node. */
export interface Flaw {
  readonly kind: CulpritKind;
  /** What exactly: `a bias: 6 of 6 are not 0, the largest 0.091`. */
  readonly what: string;
  /** What would fix it, as a sentence. */
  readonly remedy: string;
  /** The same number is added everywhere: harmless where it comes last. */
  readonly equal?: boolean;
}

/** A node that breaks homogeneity, or a step of the preprocessing that does. */
export interface Culprit extends Omit<Flaw, 'equal'> {
  /** Its name in the file; for a step of the preprocessing `preprocessing`. */
  readonly node: string;
  readonly operation: string;
}

/** In one line: `conv1 (Conv): a bias: …`. */
export const describeCulprit = ({ node, operation, what }: Pick<Culprit, 'node' | 'operation' | 'what'>): string =>
  `${node} (${operation}): ${what}`;

const openKinds: ReadonlySet<CulpritKind> = new Set<CulpritKind>([
  'unknown',
  'unreadable',
  'undecided',
  'indices',
  'random',
]);

/** Kinds after which nobody knows. */
export const isOpen = ({ kind }: Pick<Culprit, 'kind'>): boolean => openKinds.has(kind);

/** Numbers of a constant, counted: `6 of 6 are not 0, the largest 0.091`. */
export function countedValues(values: ArrayLike<number>): string {
  let [count, largest] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size !== 0) count++;
    if (size > largest || Number.isNaN(size)) largest = size;
  }
  return `${count} of ${values.length} ${count === 1 ? 'is' : 'are'} not 0, the largest ${Number(largest.toPrecision(3))}`;
}

/** What is wrong with a constant. Where its numbers cannot be told they may be 0, and nothing wrong with them. */
export const flawOfConstant = (
  what: string,
  values: ArrayLike<number> | undefined,
  flawOf: (values: ArrayLike<number>) => Flaw,
): Flaw => (values === undefined ? unreadableFlaw(`${what} whose numbers cannot be told`) : flawOf(values));

/** Whether all numbers are the same. */
export function allEqual(values: ArrayLike<number> | undefined): boolean {
  if (values === undefined) return false;
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return values.length > 0;
}

export const biasFlaw = (values: ArrayLike<number> | undefined): Flaw =>
  flawOfConstant('a bias', values, (known) => ({
    kind: 'bias',
    what: `a bias: ${countedValues(known)}`,
    remedy: 'Train that layer with use_bias=false.',
    equal: allEqual(known),
  }));

export const offsetFlaw = (values: ArrayLike<number> | undefined): Flaw =>
  flawOfConstant('a constant that is added', values, (known) => ({
    kind: 'offset',
    what: `adds a constant: ${countedValues(known)}`,
    remedy: 'Leave it out.',
    equal: allEqual(known),
  }));

export const degreesFlaw = (what: string): Flaw => ({
  kind: 'degrees',
  what,
  remedy: 'Bring both sides to the same degree: normalise both of them or neither.',
});

export const indicesFlaw: Flaw = {
  kind: 'indices',
  what: 'indices, sizes or amounts that depend on the brightness of the image',
  remedy: 'Make them constants, or compute them from the order of values alone.',
};

/** More is to be known than degrees to tell whether it breaks anything. */
export const undecidedFlaw = (what: string, remedy: string): Flaw => ({ kind: 'undecided', what, remedy });

export const unreadableFlaw = (what: string): Flaw => ({
  kind: 'unreadable',
  what,
  remedy: 'Export the model with that as a constant in the file.',
});
