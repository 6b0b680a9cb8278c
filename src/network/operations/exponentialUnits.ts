import { sizeOfDims } from '../dims.js';
import { scalingMap } from '../program/affineMap.js';
import type { NodeView } from './node.js';
import { operation, type Operation } from './operation.js';
import { keepsSign } from './signs.js';
import { curvedFinding, sameDims, type Domain } from './usual.js';

/**
 * One that multiplies numbers from 0 on by a factor. Its details: that factor, where nothing below 0 comes; else undefined.
 */
const exponentialUnit = (
  names: string,
  factor: (node: NodeView) => number,
  domain: (node: NodeView) => Domain = () => 'all numbers',
): Operation =>
  operation({
    names,
    read: (node) => (node.sign(0) === 'not below 0' ? factor(node) : undefined),
    degree: {
      said: 'none, unless d is 0 or nothing is below 0',
      of: (context, times) =>
        times === undefined
          ? curvedFinding(context, domain(context.node), 'Use ReLU, LeakyReLU or Abs instead.')
          : { form: context.form(0) },
    },
    pieces: {
      said: 'linear, if nothing is below 0',
      of: (_, times) => (times === undefined ? 'curved' : 'linear'),
    },
    follow: (context, times) => {
      if (times === undefined) throw context.obstacle(`${context.node.operation.toLowerCase()} of numbers below 0`);
      const input = context.live();
      if (times === 1) return context.give(input);
      context.affine([input], scalingMap(context.name, sizeOfDims(input.dims), { factor: () => times }), input.dims);
    },
    sign: keepsSign,
    dims: sameDims,
  });

/** Exponential below 0, and linear from there on: after a ReLU the line is all there is. */
export const exponentialUnits: readonly Operation[] = [
  exponentialUnit('Elu', () => 1),
  // It divides by alpha.
  exponentialUnit(
    'Celu',
    () => 1,
    (node) => (node.number('alpha', 1) > 0 ? 'all numbers' : 'a domain'),
  ),
  // Attributes are float32: so is what the definition gives.
  exponentialUnit('Selu', (node) => node.number('gamma', Math.fround(1.0507009873554805))),
];
