import { constantDegree, isLevel, join, zeroDegree } from '../degree/degree.js';
import { unreadableFlaw, type Flaw } from '../degree/flaw.js';
import { writeClip } from '../program/clip.js';
import { mappedExactly } from './folding.js';
import type { NodeView } from './node.js';
import { operation, type Operation } from './operation.js';
import { sameDims } from './usual.js';

/** Where numbers are cut off; infinite where they are not. */
interface ClipBounds {
  readonly low: number;
  readonly high: number;
}

/** The largest number of float32, as exporters write it where they mean "no bound". */
const largestFloat32 = 3.402823e38;

/** The bounds of a Clip: attributes before operator set 11, inputs after; undefined where one is computed. */
function readBounds(node: NodeView): ClipBounds | undefined {
  const [low, high] = [boundOf(node, 1, 'min', -1), boundOf(node, 2, 'max', 1)];
  if (low === undefined || high === undefined) return undefined;
  // Where nothing is below 0, a bound there cuts off nothing: after a ReLU, say.
  const sign = node.sign(0);
  return {
    low: sign === 'not below 0' && low <= 0 ? -Infinity : low,
    high: sign === 'not above 0' && high >= 0 ? Infinity : high,
  };
}

function boundOf(node: NodeView, position: number, name: string, side: 1 | -1): number | undefined {
  // Old definitions cut off at the largest float32 where nobody says, and float64 has numbers beyond that.
  const open = node.opset < 11 ? side * 3.4028234663852886e38 : side * Infinity;
  const bound = node.has(position) ? node.values(position)?.[0] : node.number(name, open);
  if (bound === undefined) return undefined;
  const type = node.elementType(0) ?? node.elementType(position);
  const isEndless = Math.abs(bound) >= largestFloat32 && type !== undefined && type.name !== 'float64';
  return isEndless ? Math.sign(bound) * Infinity : bound;
}

const clipFlaw = ({ low, high }: ClipBounds): Flaw => ({
  kind: 'clip',
  what: `cuts off at ${[
    ...(low === 0 || low === -Infinity ? [] : [low]),
    ...(high === 0 || high === Infinity ? [] : [high]),
  ].join(' and ')}`,
  remedy: 'Use ReLU, which cuts off at 0 alone. (The network is still piecewise linear.)',
});

/** Numbers cut off below and above. */
export const clip: readonly Operation[] = [
  operation({
    names: 'Clip',
    read: readBounds,
    degree: {
      said: 'd, if it cuts off at 0 or nowhere',
      of: ({ form, forms }, bounds) => {
        if (bounds === undefined) {
          // Bounds of the same degree are fine: computed ones.
          const joined = join(forms());
          const moving = forms(1).every((other) => !isLevel(other) || other.kind === 'zero');
          if (joined !== undefined && moving) return { form: joined };
          return { form: form(0), flaw: unreadableFlaw('bounds that cannot be read') };
        }
        const { low, high } = bounds;
        // The upper bound wins, and is all there is.
        if (low >= high && Number.isFinite(high)) return { form: high === 0 ? zeroDegree : constantDegree };
        const free = (low === 0 || low === -Infinity) && (high === 0 || high === Infinity);
        return free ? { form: form(0) } : { form: form(0), flaw: clipFlaw(bounds) };
      },
    },
    pieces: {
      said: 'kinks at its bounds',
      of: (_, bounds) => (bounds === undefined ? 'curved' : { kind: 'clip', ...bounds }),
    },
    follow: (context, bounds) => {
      if (bounds === undefined) throw context.obstacle('clip with bounds that cannot be read');
      context.give(writeClip(context.writer, context.name, context.live(), bounds.low, bounds.high));
    },
    sign: (node, bounds) => {
      if (bounds === undefined) return undefined;
      if (bounds.low >= 0 && bounds.high >= 0) return 'not below 0';
      return bounds.high <= 0 ? 'not above 0' : node.sign(0);
    },
    fold: ([input], bounds) =>
      bounds && [mappedExactly(input, (value) => Math.min(Math.max(value, bounds.low), bounds.high))],
    dims: sameDims,
  }),
];
