import { constantDegree, isFixed, isLevel, join, levelDegree, levelled } from '../degree/degree.js';
import type { DegreeFinding } from '../degree/finding.js';
import { countedValues, flawOfConstant, offsetFlaw, type Flaw } from '../degree/flaw.js';
import { elementTypeNamed } from '../elementTypes.js';
import { sizeOfDims, spreadDims, spreadOpenDims, spreadPlaces, type OpenDims } from '../dims.js';
import { MapBuilder } from '../program/affineMap.js';
import type { ProgramContext } from '../program/context.js';
import type { Live } from '../program/values.js';
import { equalDegrees } from './equalDegrees.js';
import { combined } from './folding.js';
import type { NodeView } from './node.js';
import { plainOperation, type DegreeContext, type Operation } from './operation.js';
import type { Sign } from '../sign.js';
import { sameDims } from './usual.js';

const thresholdFlaw = (what: string): Flaw => ({
  kind: 'threshold',
  what,
  remedy: 'Compare values of one degree with each other, or with 0.',
});

/** One branch or the other: equal degrees, and brightness has no say in which. */
function chosenDegree(context: DegreeContext): DegreeFinding {
  const condition = context.form(0);
  const found = equalDegrees(context, (values) => ({ ...offsetFlaw(values), equal: false }), 1);
  if (isLevel(condition)) return { ...found, ties: !isFixed(condition) };
  return { ...found, flaw: thresholdFlaw('a condition that depends on brightness') };
}

function comparedDegree({ forms }: DegreeContext): DegreeFinding {
  const compared = forms();
  const form = compared.every(isFixed) ? constantDegree : levelDegree;
  if (join(compared) !== undefined) return { form, ties: true };
  return { form, flaw: thresholdFlaw('compares values of different degrees, or with a number that is not 0') };
}

/** @param sign 1 for the larger, -1 for the smaller. */
function largerDegree(context: DegreeContext, sign: 1 | -1): DegreeFinding {
  const { node } = context;
  const found = equalDegrees(context, (values) =>
    flawOfConstant('a constant to compare with', values, (known) => ({
      kind: 'clip',
      what: `${node.operation} with a constant: ${countedValues(known)}`,
      remedy: 'Compare with 0 alone.',
    })),
  );
  if (found.flaw?.kind !== 'clip') return found;
  // What never is the larger cuts off nothing: -1 after a ReLU.
  const [winning, losing]: Sign[] = ['not below 0', 'not above 0'];
  const at = Array.from({ length: node.inputCount }, (_, i) => i);
  const isIdle = at.every((i) => node.sign(i) === (node.isComputed(i) === (sign === 1) ? winning : losing));
  const { flaw: _flaw, ...rest } = found;
  return isIdle ? rest : found;
}

/** The larger (or smaller) of two tensors, number by number: max(x, y) = x + relu(y - x), min(x, y) = x - relu(x - y). */
function writeLarger(context: ProgramContext, sign: 1 | -1): void {
  const { writer, name, node } = context;
  let result = context.live(0);
  for (let position = 1; position < node.inputCount; position++) {
    const other = context.live(position);
    const dims = spreadDims(result.dims, other.dims);
    if (dims === undefined) throw context.obstacle('shapes that do not fit');
    const combination = (a: Live, b: Live, [first, second]: readonly [number, number]): Live => {
      const builder = new MapBuilder(name);
      const [mine, theirs] = [spreadPlaces(a.dims, dims), spreadPlaces(b.dims, dims)];
      const size = sizeOfDims(a.dims);
      for (let i = 0; i < mine.length; i++) {
        builder.add(mine[i]!, first);
        builder.add(size + theirs[i]!, second);
        builder.endRow();
      }
      return writer.affine(name, [a, b], builder.map(size + sizeOfDims(b.dims)), dims);
    };
    const ahead = writer.kink(name, combination(other, result, [sign, -sign]), Float64Array.of(0));
    result = combination(result, ahead, [1, sign]);
  }
  context.give(result);
}

/** All inputs, spread over each other. */
const spread = (node: NodeView): OpenDims | undefined => {
  let dims = node.dims(0);
  for (let position = 1; position < node.inputCount; position++) {
    const other = node.dims(position);
    dims = dims && other && spreadOpenDims(dims, other);
  }
  return dims;
};

/** Which is larger, and what is chosen by that. */
export const comparison: readonly Operation[] = [
  ...([1, -1] as const).map((sign) =>
    plainOperation({
      names: sign === 1 ? 'Max' : 'Min',
      degree: { said: 'd, if all degrees are equal', of: (context) => largerDegree(context, sign) },
      // Where inputs cross is told by two tensors, and patterns are read from one.
      pieces: { said: 'kinks where inputs are equal', of: () => 'curved' },
      follow: (context) => writeLarger(context, sign),
      fold: ([a, b, ...others]) =>
        others.length > 0
          ? undefined
          : [combined(a, b, sign === 1 ? (x, y) => Math.max(x, y) : (x, y) => Math.min(x, y))],
    }),
  ),
  plainOperation({
    names: 'Where',
    degree: { said: 'd, if both have it and brightness does not choose', of: chosenDegree },
    dims: spread,
    type: (node) => node.elementType(1),
  }),
  plainOperation({
    names: 'Greater GreaterOrEqual Less LessOrEqual Equal tfjs.NotEqual',
    degree: { said: '0, if both degrees are equal', of: comparedDegree },
    dims: spread,
    type: () => elementTypeNamed('bool'),
  }),
  plainOperation({
    names: 'Sign Hardmax',
    degree: { said: '0', of: ({ form }) => ({ form: levelled(form(0)), ties: true }) },
    dims: sameDims,
  }),
  plainOperation({
    names: 'ArgMax ArgMin',
    degree: { said: '0', of: ({ form }) => ({ form: levelled(form(0)), ties: true }) },
    type: () => elementTypeNamed('int64'),
  }),
];
