import type { NodeView } from './node.js';

/** What is known of the signs of all numbers of a tensor: 0 is both. */
export type Sign = 'not below 0' | 'not above 0';

type SignRule = (node: NodeView) => Sign | undefined;

/** Never below 0, whatever goes in. */
export const neverNegative: SignRule = () => 'not below 0';

/** The sign of the first input: numbers are moved, chosen, added up, or multiplied by positive ones. */
export const keepsSign: SignRule = (node) => node.sign(0);

/** The sign that all inputs share. */
export function sharedSign(node: NodeView): Sign | undefined {
  const first = node.sign(0);
  for (let position = 1; position < node.inputCount; position++) if (node.sign(position) !== first) return undefined;
  return first;
}

/** Of a product or a quotient. */
export function multipliedSign(node: NodeView): Sign | undefined {
  const [a, b] = [node.sign(0), node.sign(1)];
  if (a === undefined || b === undefined) return undefined;
  return a === b ? 'not below 0' : 'not above 0';
}

export const turned = (sign: Sign | undefined): Sign | undefined =>
  sign === undefined ? undefined : sign === 'not below 0' ? 'not above 0' : 'not below 0';

/** The sign of numbers that are known. */
export function signOf(values: ArrayLike<number>): Sign | undefined {
  let [below, above] = [false, false];
  for (let i = 0; i < values.length && !(below && above); i++) {
    below ||= !(values[i]! >= 0);
    above ||= !(values[i]! <= 0);
  }
  return below ? (above ? undefined : 'not above 0') : 'not below 0';
}
