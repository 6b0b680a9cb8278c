import { anyDegree, isLevel, join } from '../degree/degree.js';
import { indicesFlaw, undecidedFlaw } from '../degree/flaw.js';
import { movedDegree } from './usual.js';
import { operation, plainOperation, type Operation } from './operation.js';

/** Values are put into a tensor at places that are told, or chosen from it. */
export const scatter: readonly Operation[] = [
  operation({
    names: 'Scatter ScatterElements ScatterND',
    read: (node) => node.text('reduction') ?? 'none',
    degree: {
      said: 'd, if all degrees are equal',
      of: ({ node, form }, reduction) => {
        if (!isLevel(form(1))) return { form: form(0), flaw: indicesFlaw };
        const joined = join([form(0), form(2)]);
        const partial = [0, 2].some((at) => node.values(at) !== undefined && !node.holds(at, Number.isFinite));
        if (joined !== undefined && reduction !== 'mul') return { form: joined, partial };
        // Whether all numbers are replaced, or factors are 1, is not looked at.
        return {
          form: anyDegree,
          flaw: undecidedFlaw('values of one degree put into a tensor of another', 'Put them into zeros.'),
        };
      },
    },
  }),
  plainOperation({
    names: 'Compress',
    // How many are chosen may differ between images: what divides by their number is not defined for all of them.
    degree: { said: 'd', of: (context) => ({ ...movedDegree(context), partial: true }) },
  }),
];
