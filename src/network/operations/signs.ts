import type { Sign } from '../sign.js';
import type { NodeView } from './node.js';

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
