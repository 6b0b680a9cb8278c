import { constantDegree } from '../degree/degree.js';
import { elementTypeNamed } from '../elementTypes.js';
import type { NodeView } from './node.js';
import { operation, type Operation } from './operation.js';
import { keepsSign } from './signs.js';
import { sameDims } from './usual.js';

/**
 * Whether a dropout hands its input on as it is, for all that is known. Operator sets before 7 say `is_test`, 12 and later
 * have an input that switches it on, and in between it is always off.
 */
function isOff(node: NodeView): boolean {
  if (node.opset < 7) return node.flag('is_test');
  if (node.values(1)?.[0] === 0 && node.has(1)) return true;
  if (node.flag('training_mode')) return false;
  return !node.has(2) || node.values(2)?.[0] === 0;
}

/** Numbers left out at random, while a network is trained. */
export const dropout: readonly Operation[] = [
  operation({
    names: 'Dropout',
    read: isOff,
    degree: {
      said: 'd, if it is switched off',
      of: ({ form }, off) => {
        const forms = [form(0), constantDegree];
        if (off) return { form: forms };
        const what = 'a dropout that is not switched off';
        return { form: forms, flaw: { kind: 'random', what, remedy: 'Export the model for inference.' } };
      },
    },
    pieces: { said: 'linear, if it is switched off', of: (_, off) => (off ? 'linear' : 'curved') },
    follow: (context, off) => {
      if (!off) throw context.obstacle('a dropout that is not switched off');
      context.give(context.live());
    },
    fold: ([input], off) => (off ? [input] : undefined),
    order: (_, off) => (off ? { kind: 'same numbers', images: true } : undefined),
    sign: keepsSign,
    dims: sameDims,
    type: (node, _, output) => (output === 1 ? elementTypeNamed('bool') : node.elementType(0)),
  }),
];
