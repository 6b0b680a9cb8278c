import { now } from '../../clock.js';
import { labelOf } from '../../classifier/scores.js';
import { Obstacle, TimeIsUp } from '../../network/program/obstacle.js';
import type { Program, ProgramStep } from '../../network/program/program.js';
import { applyAffine } from '../piecewise/affine.js';
import { valuesAt } from '../piecewise/evaluate.js';
import { isDeep, type FollowLimits } from '../piecewise/follow.js';
import { errorLength } from '../piecewise/length.js';
import type { Course, Partition } from '../piecewise/partition.js';
import { connectionsOf } from '../ray/certifyLine.js';
import { boundSimplex } from '../region/bounds.js';
import type { PlanePoint } from './certificate.js';
import { cutAtKinks, cutAtMaxima, kinkOver, maximumOver, type Going } from './kinks.js';
import { Mesh, type MeshCell } from './mesh.js';

/** A rectangle of a plane, from its lowest corner to its highest. */
export interface PlaneRectangle {
  readonly low: PlanePoint;
  readonly high: PlanePoint;
}

/** The pixels somewhere in a plane, and how far they may be off. */
export type PixelsAt = (place: PlanePoint) => { readonly pixels: Float64Array; readonly errors: Float64Array };

/** What work on a plane may cost. */
export interface PlaneLimits extends Pick<FollowLimits, 'deadline' | 'memory'> {
  /** Cells that the plane may be cut into. */
  readonly pieces: number;
}

/** A part of a plane: its cells, and where their corners are: a course of two numbers. */
export interface PlanePart {
  readonly mesh: Mesh;
  readonly places: Course;
}

/** A part with its logits, affine on each cell up to their errors. */
export interface FollowedPart extends PlanePart {
  readonly logits: Course;
}

/** A part that has one label all over, as bounds tell. */
export interface BoundedPart extends PlanePart {
  readonly label: number;
}

/** A part that was not followed to the end. */
export interface LeftPart extends PlanePart {
  readonly reason: string;
}

/** Kinks up to which a rectangle is followed and not cut in halves first: the fewer, the fewer pieces. */
const fewKinks = 150;

/** Halvings after which a rectangle is followed however many kinks it has: bounds take as long as a few hundred pieces. */
const mostHalvings = 8;

/** Weights and connections up to which bounds take a fraction of a second. */
const mostBounded = 2_000_000;

/**
 * Follows a network over a rectangle of inputs in float64, part by part. For value j of a vector the promise is: at any mixture of a cell's
 * corners, the true value is within the error of j of the same mixture of the values at these corners.
 *
 * Where bounds over a rectangle show that one label is ahead all over, its pieces need not be told apart; where they do not, and many kinks
 * are open, it is cut in halves.
 *
 * @returns parts with their logits, parts of one label, and those that were left, since a limit was reached or numbers are too large.
 */
export function* followPlane(
  program: Program,
  rectangle: PlaneRectangle,
  pixelsAt: PixelsAt,
  limits: PlaneLimits,
): Generator<FollowedPart | BoundedPart | LeftPart, void> {
  const walk = new PlaneWalk(program, limits);
  const isBounded = connectionsOf(program) <= mostBounded && !isDeep(program);
  const startAt = (part: PlaneRectangle): PlanePlace => startOf(part, pixelsAt, isDeep(program));
  const open: OpenRectangle[] = [{ rectangle, halvings: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { halvings } = next;
    const waiting: PlanePlace[] = [];
    let place: PlanePlace | undefined = startAt(next.rectangle);
    try {
      const bounds = isBounded ? walk.bounded(place) : undefined;
      if (bounds?.label !== undefined) {
        const { mesh, places } = place;
        yield { mesh, places, label: bounds.label };
        continue;
      }
      if (bounds !== undefined && bounds.unstable > fewKinks && halvings < mostHalvings) {
        for (const half of halvesOf(next.rectangle, rectangle)) open.push({ rectangle: half, halvings: halvings + 1 });
        continue;
      }
      for (; place !== undefined; place = waiting.pop()) {
        const reached: FollowedPart | PlanePlace = walk.on(place);
        if ('logits' in reached) yield reached;
        else waiting.push(...walk.inHalves(reached));
      }
    } catch (thrown) {
      if (!(thrown instanceof Obstacle)) throw thrown;
      const { message: reason } = thrown;
      for (const { mesh, places } of [...(place === undefined ? [] : [place]), ...waiting])
        yield { mesh, places, reason };
      // What is too large here may be small enough elsewhere; but time and pieces are over for all.
      if (thrown instanceof TimeIsUp || thrown instanceof TooManyPieces)
        for (const { rectangle: rest } of open.splice(0)) {
          const { mesh, places } = startAt(rest);
          yield { mesh, places, reason };
        }
    }
  }
}

interface OpenRectangle {
  readonly rectangle: PlaneRectangle;
  readonly halvings: number;
}

/** Both halves, cut across the side that is longer compared with the whole. */
function halvesOf({ low, high }: PlaneRectangle, whole: PlaneRectangle): readonly [PlaneRectangle, PlaneRectangle] {
  const side = (axis: 0 | 1): number => (high[axis] - low[axis]) / (whole.high[axis] - whole.low[axis]);
  const [across, up] = [low[0] + (high[0] - low[0]) / 2, low[1] + (high[1] - low[1]) / 2];
  return side(0) >= side(1)
    ? [
        { low: [across, low[1]], high },
        { low, high: [across, high[1]] },
      ]
    : [
        { low: [low[0], up], high },
        { low, high: [high[0], up] },
      ];
}

class TooManyPieces extends Obstacle {}

/** A part somewhere in the network: what is known before step `index`. */
interface PlanePlace extends PlanePart {
  readonly index: number;
  readonly courses: ReadonlyMap<number, Course>;
}

/** Bytes unless told otherwise. */
const usualMemory = 2 ** 29;

/** Corners of a part, beyond which it is cut in halves: so that what is done before time is up stays. */
const mostCorners = 4096;

class PlaneWalk {
  readonly #room: number;
  readonly #check: () => void;
  #pieces = 0;

  constructor(
    private readonly program: Program,
    private readonly limits: PlaneLimits,
  ) {
    const { deadline = Infinity, memory = usualMemory } = limits;
    this.#room = memory / Float64Array.BYTES_PER_ELEMENT / 4;
    this.#check = () => {
      if (now() > deadline) throw new TimeIsUp();
    };
  }

  /** @returns the logits, or the place from which on a part has to be cut in halves. */
  on({ index: start, mesh: given, places: at, courses: known }: PlanePlace): FollowedPart | PlanePlace {
    const { steps, lastUse, logits: last } = this.program;
    const courses = new Map(known);
    let [mesh, places] = [given, at];
    for (let index = start; index < steps.length; index++) {
      this.#check();
      const step = steps[index]!;
      const most = this.#mostCorners(step, courses);
      if (step.kind !== 'affine') {
        const finer = new Mesh(mesh.count, mesh.cells);
        const whole = this.#cut(step, courses.get(step.input)!, finer, most);
        if (finer.count > mesh.count) {
          for (const [vector, course] of courses) courses.set(vector, finer.carry(course));
          places = finer.carry(places);
          mesh = new Mesh(finer.count, finer.cells);
        }
        if (!whole) return { index, mesh, places, courses };
      } else if (mesh.count > most && mesh.cells.length > 1) return { index, mesh, places, courses };
      courses.set(step.output, this.#applied(step, courses, mesh));
      for (const vector of courses.keys()) if (lastUse[vector]! <= index) courses.delete(vector);
    }
    const logits = courses.get(last)!;
    if (![logits.values, logits.rest].every((list) => list.every(Number.isFinite)))
      throw new Obstacle('values beyond the largest float');
    this.#pieces += mesh.cells.length;
    if (this.#pieces > this.limits.pieces)
      throw new TooManyPieces(`the network has more than ${this.limits.pieces} pieces here (setting: pieces)`);
    return { mesh, places, logits };
  }

  /** The label of a part, if bounds show that it has one all over; and how many kinks are open. */
  bounded(place: PlanePlace): { readonly label?: number; readonly unstable: number } {
    this.#check();
    const { program } = this;
    const courses = new Map(place.courses);
    let index = place.index;
    for (let step = program.steps[index]; step?.kind === 'affine'; step = program.steps[++index])
      courses.set(step.output, this.#applied(step, courses, place.mesh));
    const steps = program.steps.slice(index);
    const { count } = place.mesh;
    const middle = new Map(
      [...courses].map(([vector, { size, values }]) => [
        vector,
        Float64Array.from({ length: size }, (_, j) =>
          values.subarray(j * count, (j + 1) * count).reduce((sum, value) => sum + value / count, 0),
        ),
      ]),
    );
    const label = labelOf(Float32Array.from(valuesAt(program, steps, middle)));
    const frontier = new Map([...courses].map(([vector, { values, rest }]) => [vector, { values, errors: rest }]));
    const rivals = [...Array(program.sizes[program.logits]).keys()].filter((other) => other !== label);
    const { leads, unstable } = boundSimplex(program, { frontier, steps }, label, rivals);
    return { unstable, ...(rivals.every((rival) => leads[rival]! > 0) && { label }) };
  }

  /** Two parts of about as many cells, side by side. */
  inHalves({ index, mesh, places, courses }: PlanePlace): readonly PlanePlace[] {
    const { cells, corners } = mesh;
    if (cells.length === 1) throw new Obstacle('not even one piece of a network this large fits into memory');
    const middles = [0, 1].map((axis) =>
      cells.map((cell) => cell.reduce((sum, corner) => sum + places.values[axis * corners + corner]!, 0) / cell.length),
    );
    const [across = [], up = []] = middles;
    const along = spread(across) >= spread(up) ? across : up;
    const order = cells.map((_, i) => i).toSorted((a, b) => along[a]! - along[b]!);
    const half = (part: readonly number[]): PlanePlace => {
      const kept = new Map<number, number>();
      const renumbered = part.map((i): MeshCell =>
        cells[i]!.map((corner) => {
          const number = kept.get(corner) ?? kept.size;
          kept.set(corner, number);
          return number;
        }),
      );
      const taken = Int32Array.from(kept.keys());
      return {
        index,
        mesh: new Mesh(taken.length, renumbered),
        places: cornersOf(places, taken, corners),
        courses: new Map([...courses].map(([vector, course]) => [vector, cornersOf(course, taken, corners)])),
      };
    };
    const middle = order.length >> 1;
    return [half(order.slice(middle)), half(order.slice(0, middle))];
  }

  /** @returns whether all lines fitted. */
  #cut(step: Exclude<ProgramStep, { kind: 'affine' }>, input: Course, mesh: Mesh, most: number): boolean {
    let whole = true;
    const going: Going = (corners) => {
      this.#check();
      if (corners > most && mesh.cells.length > 1) whole = false;
      return whole;
    };
    if (step.kind === 'kink') cutAtKinks(step, input, mesh, going);
    else cutAtMaxima(step, input, mesh, going);
    return whole;
  }

  #applied(step: ProgramStep, courses: ReadonlyMap<number, Course>, mesh: Mesh): Course {
    const take = (vector: number): Course => courses.get(vector)!;
    if (step.kind === 'kink') return kinkOver(step, take(step.input), mesh);
    if (step.kind === 'maximum') return maximumOver(step, take(step.input), mesh);
    const corners: Partition = { times: new Float64Array(mesh.count), bias: new Float64Array(mesh.count).fill(1) };
    return evened(applyAffine(step.map, step.inputs.map(take), corners, this.#check));
  }

  #mostCorners(step: ProgramStep, courses: ReadonlyMap<number, Course>): number {
    let size = this.program.sizes[step.output]!;
    for (const course of courses.values()) size += course.size;
    return Math.min(mostCorners, this.#room / size);
  }
}

const spread = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), -Infinity) -
  values.reduce((least, value) => Math.min(least, value), Infinity);

/** Maps along lines keep the first breakpoint apart; of cells every corner may be off by as much. */
function evened({ size, values, first, rest, length }: Course): Course {
  const errors = rest.map((error, j) => Math.max(error, first[j]!));
  if (length === undefined) return { size, values, first: errors, rest: errors };
  const longest = Math.max(length.first, length.rest);
  return { size, values, first: errors, rest: errors, length: { first: longest, rest: longest } };
}

/** A course at some of its corners. */
function cornersOf(course: Course, taken: Int32Array, corners: number): Course {
  const count = taken.length;
  const values = new Float64Array(course.size * count);
  for (let j = 0; j < course.size; j++)
    for (let i = 0; i < count; i++) values[j * count + i] = course.values[j * corners + taken[i]!]!;
  return { ...course, values };
}

function startOf({ low, high }: PlaneRectangle, pixelsAt: PixelsAt, isCounted: boolean): PlanePlace {
  const corners: readonly PlanePoint[] = [low, [high[0], low[1]], high, [low[0], high[1]]];
  const count = corners.length;
  const inputs = corners.map(pixelsAt);
  const size = inputs[0]!.pixels.length;
  const values = new Float64Array(size * count);
  const off = new Float64Array(size);
  inputs.forEach(({ pixels, errors }, corner) => {
    for (let j = 0; j < size; j++) {
      values[j * count + corner] = pixels[j]!;
      off[j] = Math.max(off[j]!, errors[j]!);
    }
  });
  const length = errorLength(off);
  const exact = new Float64Array(2);
  const where = Float64Array.from([...corners.map(([across]) => across), ...corners.map(([, up]) => up)]);
  return {
    index: 0,
    mesh: new Mesh(count, [corners.map((_, corner) => corner)]),
    places: { size: 2, values: where, first: exact, rest: exact },
    courses: new Map([
      [0, { size, values, first: off, rest: off, ...(isCounted && { length: { first: length, rest: length } }) }],
    ]),
  };
}
