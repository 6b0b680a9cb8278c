import type { PlanePoint } from './certificate.js';

/** A closed line of points; the last is joined to the first. */
export type Ring = readonly PlanePoint[];

/** The area inside a ring; below 0 if it goes clockwise. */
export function areaOf(ring: Ring): number {
  const [[x, y] = [0, 0]] = ring;
  let twice = 0;
  for (let i = 0; i < ring.length; i++) {
    const [here, next] = [ring[i]!, ring[(i + 1) % ring.length]!];
    twice += (here[0] - x) * (next[1] - y) - (next[0] - x) * (here[1] - y);
  }
  return twice / 2;
}

/** The middle of a convex ring's corners. */
export const middleOf = (ring: Ring): PlanePoint => [
  ring.reduce((sum, [across]) => sum + across, 0) / ring.length,
  ring.reduce((sum, [, up]) => sum + up, 0) / ring.length,
];

/** An outline counterclockwise, and the holes in it clockwise. */
export type Outline = readonly [Ring, ...(readonly Ring[])];

/**
 * Polygons that touch along edges, as what they cover together: edges that two of them share in opposite directions are inside.
 *
 * @param grids the width of the grid on each axis on which corners are one; the outlines have all corners on it.
 * @example
 * outlinesOf([left, right], [1e-12, 1e-12]); // one outline, without the edge between them
 */
export function outlinesOf(polygons: readonly Ring[], grids: PlanePoint): readonly Outline[] {
  const corners = new Corners(grids);
  const edges = new Edges();
  const cells = polygons.map((polygon) => polygon.map((point) => corners.numberOf(point)));
  const along = new OnLines(cells, corners);
  for (const cell of cells)
    cell.forEach((from, i) => {
      let last = from;
      for (const to of [...along.between(from, cell[(i + 1) % cell.length]!), cell[(i + 1) % cell.length]!]) {
        edges.add(last, to);
        last = to;
      }
    });
  const rings: Ring[] = [];
  for (let start = edges.next(); start !== undefined; start = edges.next()) {
    const ring = trace(start, edges, corners);
    if (ring.length > 2) rings.push(ring);
  }
  return withHoles(rings);
}

/** Directed edges, each as often as it is there. One and its opposite are nothing. */
class Edges {
  readonly #after = new Map<number, number[]>();

  add(from: number, to: number): void {
    if (from === to || this.remove(to, from)) return;
    const after = this.#after.get(from);
    if (after === undefined) this.#after.set(from, [to]);
    else after.push(to);
  }

  remove(from: number, to: number): boolean {
    const after = this.#after.get(from);
    const place = after?.indexOf(to) ?? -1;
    if (after === undefined || place < 0) return false;
    after.splice(place, 1);
    if (after.length === 0) this.#after.delete(from);
    return true;
  }

  from(corner: number): readonly number[] {
    return this.#after.get(corner) ?? [];
  }

  /** A corner from which an edge goes. */
  next(): number | undefined {
    const [first] = this.#after.keys();
    return first;
  }
}

/** Corners on upright and level lines, where large polygons meet several small ones: all corners on their edges are corners of theirs. */
class OnLines {
  readonly #lines: readonly [Map<number, number[]>, Map<number, number[]>] = [new Map(), new Map()];

  constructor(
    cells: readonly (readonly number[])[],
    private readonly corners: Corners,
  ) {
    for (const cell of cells)
      cell.forEach((from, i) => {
        const to = cell[(i + 1) % cell.length]!;
        const axis = this.#axisOf(from, to);
        if (axis === undefined) return;
        const place = corners.pointOf(from)[axis];
        const line = this.#lines[axis].get(place);
        if (line === undefined) this.#lines[axis].set(place, [from, to]);
        else line.push(from, to);
      });
    for (const [axis, lines] of this.#lines.entries()) {
      const other = axis === 0 ? 1 : 0;
      for (const [place, line] of lines)
        lines.set(
          place,
          [...new Set(line)].toSorted((a, b) => corners.pointOf(a)[other] - corners.pointOf(b)[other]),
        );
    }
  }

  /** What lies between two corners, in their order. */
  between(from: number, to: number): readonly number[] {
    const axis = this.#axisOf(from, to);
    if (axis === undefined) return [];
    const line = this.#lines[axis].get(this.corners.pointOf(from)[axis]) ?? [];
    const [start, end] = [line.indexOf(from), line.indexOf(to)];
    return start < end ? line.slice(start + 1, end) : line.slice(end + 1, start).toReversed();
  }

  #axisOf(from: number, to: number): 0 | 1 | undefined {
    const [here, there] = [this.corners.pointOf(from), this.corners.pointOf(to)];
    return here[0] === there[0] ? 0 : here[1] === there[1] ? 1 : undefined;
  }
}

/** Points by number; those in one place of the grid are one. */
class Corners {
  readonly #numbers = new Map<string, number>();
  readonly #points: PlanePoint[] = [];

  constructor(private readonly grids: PlanePoint) {}

  numberOf([across, up]: PlanePoint): number {
    const [wide, high] = this.grids;
    const key = `${Math.round(across / wide)},${Math.round(up / high)}`;
    const number = this.#numbers.get(key) ?? this.#points.push([across, up]) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  pointOf(number: number): PlanePoint {
    return this.#points[number]!;
  }
}

/** Goes along edges until it comes back; where several go on, the leftmost, so that what touches in one point is two rings. */
function trace(start: number, edges: Edges, corners: Corners): Ring {
  const path: number[] = [];
  const placeOf = new Map<number, number>();
  let here = start;
  for (;;) {
    const again = placeOf.get(here);
    // A loop that closes before the start is reached is a ring of its own; what led to it is given back.
    if (again !== undefined) {
      for (let i = 0; i < again; i++) edges.add(path[i]!, path[i + 1] ?? here);
      return straightened(path.slice(again).map((number) => corners.pointOf(number)));
    }
    placeOf.set(here, path.length);
    const next = leftmost(here, path.at(-1), edges.from(here), corners);
    if (next === undefined) return [];
    edges.remove(here, next);
    path.push(here);
    here = next;
  }
}

function leftmost(
  here: number,
  before: number | undefined,
  nexts: readonly number[],
  corners: Corners,
): number | undefined {
  if (nexts.length < 2 || before === undefined) return nexts[0];
  const [x, y] = corners.pointOf(here);
  const angle = (to: number): number => Math.atan2(corners.pointOf(to)[1] - y, corners.pointOf(to)[0] - x);
  const back = angle(before);
  // The inside is on the left: of all ways on, the first that is met when turning clockwise from where we came bounds it.
  const turn = (to: number): number => (((back - angle(to)) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
  return nexts.toSorted((a, b) => turn(a) - turn(b))[0];
}

/** Without corners on straight sides of the plane. */
const straightened = (ring: Ring): Ring =>
  ring.filter(([x, y], i) => {
    const [before, after] = [ring[(i + ring.length - 1) % ring.length]!, ring[(i + 1) % ring.length]!];
    return !((before[0] === x && after[0] === x) || (before[1] === y && after[1] === y));
  });

/** Rings that go clockwise are holes: each of the smallest outline around it. */
function withHoles(rings: readonly Ring[]): readonly Outline[] {
  const outlines = rings
    .filter((ring) => areaOf(ring) > 0)
    .toSorted((a, b) => areaOf(a) - areaOf(b))
    .map((ring): [Ring, ...Ring[]] => [ring]);
  for (const hole of rings) {
    if (areaOf(hole) >= 0) continue;
    const size = -areaOf(hole);
    outlines.find(([outline]) => areaOf(outline) > size && hole.some((point) => isInside(point, outline)))?.push(hole);
  }
  return outlines.toReversed();
}

/** Whether a point is inside a ring. */
export function isInside([x, y]: PlanePoint, ring: Ring): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [a, b] = [ring[i]!, ring[j]!];
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}
