/** A label that was given, and the one that is right. */
export interface Answer {
  readonly given: number;
  readonly known: number;
}

/** How often answers are right, and how often they would be by guessing. */
export interface Agreement {
  readonly correct: number;
  /** How many would be right, on average, if answers had nothing to do with the images. */
  readonly expected: number;
  /** Whether they are right no more often than guessing makes them. */
  readonly atChance: boolean;
}

/** Standard errors above guessing that guessing reaches once in a thousand times. */
const errors = 3;

/** Of the way from guessing to all right, the part that a few images leave to guessing: Cohen's kappa. */
const least = 1 / 4;

/** So large a share of right answers is no accident worth a word, however few they are. */
const goodShare = 0.9;

/**
 * Whether answers are better than guesses. Guessing is to give the same answers, each as often as it was given, to images at
 * random: who says the commonest label to all of them is right as often as it is common, and guesses nevertheless. Of that,
 * mean and variance are known: with a_k images of label k and b_k answers k among n,
 * E = sum(a_k b_k) / n, and V = ((sum a_k b_k)^2 + n^2 sum a_k b_k - n sum a_k b_k (a_k + b_k)) / (n^2 (n - 1)).
 * Where all images are of one label that says nothing, and guessing is to take each label equally often.
 *
 * Source: J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20 (1960) 37-46.
 *
 * @param classes how many labels there are to choose from.
 */
export function agreementOf(answers: readonly Answer[], classes: number): Agreement {
  const n = answers.length;
  const correct = answers.filter(({ given, known }) => given === known).length;
  const known = countsBy(answers.map((answer) => answer.known));
  const given = countsBy(answers.map((answer) => answer.given));
  const { expected, variance } = known.size > 1 ? byMargins(known, given, n) : byLabels(n, classes);
  const limit = Math.min(expected + errors * Math.sqrt(variance), expected + least * (n - expected), goodShare * n);
  return { correct, expected, atChance: correct <= limit };
}

interface Moments {
  readonly expected: number;
  readonly variance: number;
}

function byMargins(known: ReadonlyMap<number, number>, given: ReadonlyMap<number, number>, n: number): Moments {
  let [products, weighted] = [0, 0];
  for (const [label, a] of known) {
    const b = given.get(label) ?? 0;
    products += a * b;
    weighted += a * b * (a + b);
  }
  return {
    expected: products / n,
    variance: Math.max(0, (products ** 2 + n ** 2 * products - n * weighted) / (n ** 2 * (n - 1))),
  };
}

const byLabels = (n: number, classes: number): Moments => ({
  expected: n / classes,
  variance: (n / classes) * (1 - 1 / classes),
});

function countsBy(labels: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
