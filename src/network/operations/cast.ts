import { levelled } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { elementTypeOf, isWideFloat, type ElementType } from '../elementTypes.js';
import { computed, isOutOfReach } from './folding.js';
import type { NodeView } from './node.js';
import { operation, type DegreeContext, type Operation } from './operation.js';
import { sameDims } from './usual.js';

/** Between kinds of float nothing changes; to whole numbers it rounds. */
function castDegree({ node, form }: DegreeContext, to: ElementType | undefined): DegreeFinding {
  if (to !== undefined && isWideFloat(to)) return { form: form(0) };
  if (to?.kind === 'truth') return { form: levelled(form(0)), ties: true };
  const from = node.elementType(0);
  // A wider type holds whatever a narrower one does.
  const isWider = from?.kind === 'whole' && to?.kind === 'whole' && (to.bytes ?? 0) > (from.bytes ?? Infinity);
  if (isWider || (from !== undefined && from === to)) return { form: form(0) };
  const isHalf = to?.isHalf === true;
  const what = isHalf ? 'rounds to half precision' : 'rounds to whole numbers';
  const remedy = isHalf ? 'Export the model in float32.' : 'Compute in float32.';
  return { form: form(0), flaw: { kind: 'quantisation', what, remedy } };
}

const casting = (names: string, read: (node: NodeView) => ElementType | undefined): Operation =>
  operation({
    names,
    read,
    degree: { said: 'd to float32 and float64, 0 to bool', of: castDegree },
    pieces: {
      said: 'linear between floats',
      // To half precision as well: the numbers that patterns are told by are the engine's own, and a cast rounds them
      // as every other operation on floats does. A proof in real arithmetic may not overlook such coarse rounding.
      of: (_, to) => (to?.kind === 'float' ? 'linear' : 'curved'),
    },
    follow: (context, to) => {
      if (to === undefined || !isWideFloat(to)) throw context.obstacle('a cast that rounds');
      context.give(context.live());
    },
    fold: ([input], to) => {
      if (input === undefined || to === undefined || isOutOfReach(input)) return undefined;
      if (Array.from(input.values).every(to.holds)) return [{ ...input, type: to }];
      // What does not fit into whole numbers is cut off, or wraps: not followed.
      return to.kind === 'float' ? [computed(input.dims, Float64Array.from(input.values), to)] : undefined;
    },
    dims: sameDims,
    type: (_, to) => to,
  });

/** Changes of the type of numbers. */
export const cast: readonly Operation[] = [
  casting('Cast', (node) => elementTypeOf(node.number('to', 0))),
  casting('CastLike', (node) => node.elementType(1)),
];
