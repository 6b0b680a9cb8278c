import type { AffineMap } from '../../network/program/affineMap.js';

/** Rows of a map that read the very same places: all filters of a convolution at one window, all units of a dense layer. */
export interface Panel {
  readonly rows: Int32Array;
  readonly places: Int32Array;
  /** Row after row. Panels with the same numbers, as most windows have, share them. */
  readonly weights: Float64Array;
}

/** A map in panels, and the rows that read what no other does. */
export interface PanelledMap {
  readonly panels: readonly Panel[];
  readonly others: Int32Array;
}

/** Rows from which on a panel is worth while. */
const fewest = 4;

const known = new WeakMap<AffineMap, PanelledMap>();

/** The panels of a map, found once a map. */
export function panelsOf(map: AffineMap): PanelledMap {
  const before = known.get(map);
  if (before !== undefined) return before;
  const { rows, starts, places } = map;
  const groups = new Map<number, number[][]>();
  const isSame = (a: number, b: number): boolean => {
    const [from, other, size] = [starts[a]!, starts[b]!, starts[a + 1]! - starts[a]!];
    if (starts[b + 1]! - other !== size) return false;
    for (let i = 0; i < size; i++) if (places[from + i] !== places[other + i]) return false;
    return true;
  };
  for (let row = 0; row < rows; row++) {
    let hash = 0;
    for (let entry = starts[row]!, end = starts[row + 1]!; entry < end; entry++)
      hash = (hash * 31 + places[entry]!) | 0;
    const alike = groups.get(hash) ?? [];
    groups.set(hash, alike);
    const group = alike.find(([first]) => isSame(first!, row));
    if (group === undefined) alike.push([row]);
    else group.push(row);
  }
  const panels: Panel[] = [];
  const others: number[] = [];
  const shared: Float64Array[] = [];
  for (const group of [...groups.values()].flat())
    if (group.length < fewest || starts[group[0]! + 1] === starts[group[0]!]) others.push(...group);
    else panels.push(panelOf(map, Int32Array.from(group), shared));
  const result = { panels, others: Int32Array.from(others) };
  known.set(map, result);
  return result;
}

/** Kinds of windows whose numbers are remembered: those in the middle, and at all borders. */
const mostShared = 16;

function panelOf({ starts, places, weights }: AffineMap, rows: Int32Array, shared: Float64Array[]): Panel {
  const [from, to] = [starts[rows[0]!]!, starts[rows[0]! + 1]!];
  const width = to - from;
  const own = new Float64Array(rows.length * width);
  rows.forEach((row, i) => own.set(weights.subarray(starts[row], starts[row + 1]), i * width));
  const same = shared.find((other) => other.length === own.length && own.every((weight, i) => weight === other[i]));
  if (same === undefined && shared.length < mostShared) shared.push(own);
  return { rows, places: places.subarray(from, to), weights: same ?? own };
}
