import { inverse, isLevel, levelled, power, type Degree } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { undecidedFlaw, unreadableFlaw, type Flaw } from '../degree/flaw.js';
import { plus, rational, rationalOf, times } from '../rational.js';
import { operation, plainOperation, type DegreeContext, type Operation } from './operation.js';
import { sameDims } from './usual.js';

const epsilonFlaw = (epsilon: string): Flaw => ({
  kind: 'epsilon',
  what: `epsilon of ${epsilon} beside a variance that brightness changes`,
  remedy: 'Set epsilon to 0. (The layer is then undefined on the zero image.)',
});

/** What such an operation gives besides. */
interface Others {
  readonly of: (input: Degree) => readonly Degree[];
  /** Which outputs are means. */
  readonly means: readonly number[];
}

/**
 * Divided by a deviation of its own: 0 where epsilon is 0, and then undefined on the zero image.
 *
 * @param others what it gives besides.
 */
function ownDegree({ form, forms }: DegreeContext, epsilon: number, { means, of }: Others): DegreeFinding {
  // 0 becomes the bias, or 0/0.
  const found = { form: [levelled(form(0)), ...of(form(0))], partial: true, squares: true };
  if (!forms(1).every(isLevel)) return { ...found, flaw: unreadableFlaw('a scale or bias that brightness changes') };
  // The mean is not divided by anything.
  return epsilon === 0 ? found : { ...found, flaw: epsilonFlaw(String(Number(epsilon.toPrecision(3)))), spared: means };
}

/** The mean, and one over the deviation. */
const meanAndScale: Others = { means: [1], of: (input) => [input, inverse(input)] };

const dividing = (names: string, epsilon: number, others: Others): Operation =>
  operation({
    names,
    read: (node) => node.number('epsilon', epsilon),
    degree: {
      said: '0, if epsilon is 0',
      of: (context, told) => ownDegree(context, told, others),
    },
    dims: sameDims,
  });

interface Locality {
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** x / (bias + alpha sum x²)^beta. */
function localDegree({ form }: DegreeContext, { bias, alpha, beta }: Locality) {
  const input = form(0);
  if (bias === 0 && Number.isFinite(beta)) {
    const degree = plus(rational(1n), times(rational(-2n), rationalOf(beta)));
    return { form: power(input, degree), partial: true, squares: true };
  }
  const what = `a bias of ${Number(bias.toPrecision(3))} beside a sum of squares that brightness changes`;
  // Of a sum below 0 there may be no power.
  const partial = !(bias > 0 && alpha >= 0);
  return { form: input, partial, flaw: { kind: 'epsilon', what, remedy: 'Leave the normalisation out.' } as const };
}

/** Numbers divided by what they have in common. */
export const normalisation: readonly Operation[] = [
  dividing('LayerNormalization InstanceNormalization GroupNormalization RMSNormalization', 1e-5, meanAndScale),
  // It subtracts no mean, and gives none.
  dividing('SimplifiedLayerNormalization com.microsoft.SimplifiedLayerNormalization', 1e-5, {
    means: [],
    of: (input) => [inverse(input)],
  }),
  // Keras' default.
  dividing('tfjs.LayerNormalization', 1e-3, meanAndScale),
  operation({
    names: 'MeanVarianceNormalization',
    read: (node) => node.list('axes') ?? [0, 2, 3],
    mixesImages: (_, axes) => axes.includes(0),
    degree: {
      said: 'not told: engines differ about its epsilon',
      of: ({ form }) => ({
        form: levelled(form(0)),
        // Its definition adds it, and engines leave it out.
        flaw: undecidedFlaw(
          'an epsilon of 1e-9 in its definition, which not every engine adds',
          'Leave the normalisation out.',
        ),
        partial: true,
        squares: true,
      }),
    },
    dims: sameDims,
  }),
  plainOperation({
    names: 'LpNormalization',
    // Undefined on the zero image.
    degree: { said: '0', of: ({ form }) => ({ form: levelled(form(0)), partial: true, squares: true }) },
    dims: sameDims,
  }),
  operation({
    names: 'LRN',
    read: (node): Locality => ({
      bias: node.number('bias', 1),
      alpha: node.number('alpha', Math.fround(1e-4)),
      beta: node.number('beta', 0.75),
    }),
    degree: { said: 'd(1 - 2 beta), if the bias is 0', of: localDegree },
    dims: sameDims,
  }),
];
