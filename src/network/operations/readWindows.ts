import type { SlidingWindows } from '../windows.js';
import type { NodeView } from './node.js';

/** What a node tells of its windows. */
export function readWindows(node: NodeView): SlidingWindows {
  const autoPad = node.text('auto_pad');
  return {
    kernel: node.list('kernel_shape'),
    strides: node.list('strides') ?? [],
    dilations: node.list('dilations') ?? [],
    pads: node.list('pads') ?? [],
    autoPad: autoPad === 'VALID' || autoPad === 'SAME_UPPER' || autoPad === 'SAME_LOWER' ? autoPad : 'NOTSET',
    roundsUp: node.flag('ceil_mode'),
  };
}
