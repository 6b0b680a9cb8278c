import { anyDegree, constantDegree, isLevel, levelDegree, levelled, zeroDegree } from '../degree/degree.js';
import { indicesFlaw } from '../degree/flaw.js';
import { isTooLarge, sizeOfDims } from '../dims.js';
import { elementTypeNamed } from '../elementTypes.js';
import { readableNumbers, type Numbers } from '../numbers.js';
import { operation, plainOperation, type Column, type DegreeContext, type Operation } from './operation.js';
import type { DegreeFinding } from '../degree/finding.js';

/** Numbers made of sizes alone: the same for every image, or at every brightness. */
const made: Column<(context: DegreeContext) => DegreeFinding> = {
  said: '0',
  of: ({ node, forms }) => {
    if (node.inputCount === 0) return { form: constantDegree };
    return forms().every(isLevel) ? { form: levelDegree } : { form: anyDegree, flaw: indicesFlaw };
  },
};

/** Several copies of one number. */
function repeated(value: number, dims: readonly number[], type: Numbers['type']): Numbers | undefined {
  if (isTooLarge(dims) || !dims.every((size) => size >= 0)) return undefined;
  return { dims, values: new Float64Array(sizeOfDims(dims)).fill(value), type };
}

/** What is told of shapes, and tensors that are made of them. */
export const sizes: readonly Operation[] = [
  operation({
    names: 'Shape',
    read: (node) => ({ start: node.number('start', 0), end: node.list('end')?.[0] }),
    degree: {
      said: '0',
      // A shape is that of every image, unless something before chose by order or sign.
      of: ({ form }) => ({ form: isLevel(form(0)) ? levelled(form(0)) : constantDegree }),
    },
    readsSizesOnly: true,
    follow: (context, { start, end }) => {
      const part = context.value(0).dims.slice(start, end);
      context.give({ kind: 'fixed', dims: [part.length], values: part, type: elementTypeNamed('int64') });
    },
    type: () => elementTypeNamed('int64'),
  }),
  plainOperation({
    names: 'Size',
    readsSizesOnly: true,
    degree: { said: '0', of: ({ form }) => ({ form: isLevel(form(0)) ? levelled(form(0)) : constantDegree }) },
    type: () => elementTypeNamed('int64'),
  }),
  operation({
    names: 'ConstantOfShape',
    read: (node) => node.tensor('value'),
    degree: {
      said: '0; nothing, if it is filled with 0',
      of: (context, value) => {
        const isNothing = value === undefined || readableNumbers(value)?.values[0] === 0;
        return isNothing ? { form: zeroDegree } : made.of(context);
      },
    },
    fold: ([shape], value) => {
      if (shape === undefined) return undefined;
      const float = elementTypeNamed('float32');
      if (value === undefined) return [repeated(0, Array.from(shape.values), float)];
      const numbers = readableNumbers(value);
      const first = numbers?.values[0];
      return first === undefined ? undefined : [repeated(first, Array.from(shape.values), numbers?.type)];
    },
    type: (_, value) => (value === undefined ? elementTypeNamed('float32') : value.type),
  }),
  plainOperation({
    names: 'Constant EyeLike Range',
    degree: made,
    // A constant's own type stands with its numbers.
    type: (node) => (node.operation === 'Range' ? node.elementType(0) : undefined),
  }),
];
