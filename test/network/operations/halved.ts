import { sizeOfDims } from '../../../src/network/dims.js';
import { mapped } from '../../../src/network/operations/folding.js';
import { operation, type Operation } from '../../../src/network/operations/operation.js';
import { keepsDegree, sameDims } from '../../../src/network/operations/usual.js';
import { scalingMap } from '../../../src/network/program/affineMap.js';
import type { Live } from '../../../src/network/program/values.js';

/** The example of CONTRIBUTING: max(x, 0) / 2, or min(x, 0) / 2 where the node says side = -1. All columns. */
export const halved: readonly Operation[] = [
  operation({
    names: 'mine.Halved',
    read: (node) => node.number('side', 1),
    degree: keepsDegree,
    pieces: { said: 'a kink at 0', of: () => ({ kind: 'sign' }) },
    follow: (context, side) => {
      const { writer, name } = context;
      const input = context.live();
      const times = (value: Live, factor: number): Live =>
        writer.affine(name, [value], scalingMap(name, sizeOfDims(value.dims), { factor: () => factor }), value.dims);
      context.give(times(writer.kink(name, times(input, side), Float64Array.of(0)), side / 2));
    },
    fold: ([input], side) => [mapped(input, (value) => (side * Math.max(side * value, 0)) / 2)],
    dims: sameDims,
  }),
];
