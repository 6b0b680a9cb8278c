import { now } from '../../clock.js';
import { Obstacle, TimeIsUp } from '../../network/program/obstacle.js';
import type { Program, ProgramStep } from '../../network/program/program.js';
import { applyAffine } from './affine.js';
import { applyKink, applyMaximum, kinkBreakpoints, maximumBreakpoints } from './breakpoints.js';
import { errorLength } from './length.js';
import { cut, newTimes, refine, type Course, type Partition } from './partition.js';

/** A one-dimensional family of inputs: a straight line of pixels, and what biases are multiplied by along it. */
export interface Family {
  /** The parameter at the ends. */
  readonly from: number;
  readonly to: number;
  /** The pixels there, channels last. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** How far they may be from what is meant; 0 unless rounded. */
  readonly startError?: Float64Array;
  readonly endError?: Float64Array;
  /** What every bias is multiplied by: 1, or the parameter itself (so that 0 stands for an infinitely bright image). */
  readonly bias: 'one' | 'parameter';
}

/** What work may cost. */
export interface FollowLimits {
  /** A moment of {@link now} after which to stop. */
  readonly deadline?: number;
  /** Bytes that values at breakpoints may take. */
  readonly memory?: number;
  /** Whether the length of errors is counted as well. Default: in deep networks. */
  readonly lengths?: boolean;
}

/** A network along a family, or a part of one: its breakpoints, and the logits there with their errors. */
export interface Followed {
  readonly partition: Partition;
  readonly logits: Course;
}

/**
 * Follows a network along a family of inputs in float64, with a bound for what rounding can have done. Where breakpoints would not
 * fit into memory, one part of the family after the other is followed to its end.
 *
 * @throws Obstacle if not even two breakpoints fit, or time is up: what was given before holds all the same.
 */
export function* follow(program: Program, family: Family, limits: FollowLimits = {}): Generator<Followed, void> {
  const walk = new Walk(program, limits);
  const bias = family.bias === 'one' ? Float64Array.of(1, 1) : Float64Array.of(family.from, family.to);
  const waiting: Place[] = [
    {
      index: 0,
      partition: { times: Float64Array.of(family.from, family.to), bias },
      courses: new Map([[0, inputCourse(family, limits.lengths ?? isDeep(program))]]),
    },
  ];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const reached = walk.on(place);
    if ('logits' in reached) yield reached;
    else waiting.push(...inHalves(reached, walk.middleOf(reached)).toReversed());
  }
}

/** A family somewhere in the network: what is known before step `index`. */
interface Place {
  readonly index: number;
  readonly partition: Partition;
  /** Whoever goes on from here may change them. */
  readonly courses: Map<number, Course>;
}

/** Bytes unless told otherwise. */
const usualMemory = 2 ** 29;

/** The way through the network, as far as memory goes. */
class Walk {
  /** How many values may be in use in one part: others wait meanwhile, cut in halves again and again. */
  readonly #room: number;
  readonly #check: () => void;

  constructor(
    private readonly program: Program,
    { deadline = Infinity, memory = usualMemory }: FollowLimits,
  ) {
    this.#room = memory / Float64Array.BYTES_PER_ELEMENT / 4;
    this.#check = () => {
      if (now() > deadline) throw new TimeIsUp();
    };
  }

  /** @returns the logits, or the place from which on breakpoints do not fit. */
  on({ index: start, partition: given, courses }: Place): Followed | Place {
    const { steps, lastUse, logits: last } = this.program;
    let partition = given;
    for (let index = start; index < steps.length; index++) {
      this.#check();
      const step = steps[index]!;
      const added = this.#breakpoints(step, courses, partition);
      if (!this.#fits(step, courses, partition.times.length + added.length)) return { index, partition, courses };
      if (added.length > 0) {
        const refined = refine(partition, added);
        partition = refined.partition;
        for (const [vector, course] of courses) courses.set(vector, refined.carry(course));
      }
      courses.set(step.output, this.#applied(step, courses, partition));
      for (const vector of courses.keys()) if (lastUse[vector]! <= index) courses.delete(vector);
    }
    const logits = courses.get(last)!;
    const finite = [logits.values, logits.first, logits.rest].every((list) => list.every(Number.isFinite));
    if (!finite) throw new Obstacle('values beyond the largest float');
    return { partition, logits };
  }

  /** A breakpoint in the middle of those that a place's step adds. */
  middleOf({ index, courses, partition }: Place): Float64Array {
    const added = this.#breakpoints(this.program.steps[index]!, courses, partition);
    return added.slice(added.length >> 1, (added.length >> 1) + 1);
  }

  #breakpoints(step: ProgramStep, courses: ReadonlyMap<number, Course>, partition: Partition): Float64Array {
    if (step.kind === 'affine') return new Float64Array(0);
    const input = courses.get(step.input)!;
    const found =
      step.kind === 'kink'
        ? kinkBreakpoints(step, input, partition)
        : maximumBreakpoints(step, input, partition, this.#check);
    return newTimes(found, partition.times);
  }

  #applied(step: ProgramStep, courses: ReadonlyMap<number, Course>, partition: Partition): Course {
    const take = (vector: number): Course => courses.get(vector)!;
    if (step.kind === 'affine') return applyAffine(step.map, step.inputs.map(take), partition, this.#check);
    return step.kind === 'kink'
      ? applyKink(step, take(step.input), partition)
      : applyMaximum(step, take(step.input), partition, this.#check);
  }

  #fits(step: ProgramStep, courses: ReadonlyMap<number, Course>, breakpoints: number): boolean {
    let size = this.program.sizes[step.output]!;
    for (const course of courses.values()) size += course.size;
    return size * breakpoints <= this.#room;
  }
}

/**
 * A place cut at a breakpoint in its middle.
 *
 * @param middle a breakpoint to be added where there is none to cut at.
 */
function inHalves({ index, partition, courses }: Place, middle: Float64Array): readonly [Place, Place] {
  if (partition.times.length === 2) {
    if (middle.length === 0) throw new Obstacle('not even two breakpoints of a network this large fit into memory');
    const { partition: finer, carry } = refine(partition, middle);
    return inHalves({ index, partition: finer, courses: carried(courses, carry) }, middle);
  }
  const half = (side: 'before' | 'after'): Place => {
    const part = cut(partition, partition.times.length >> 1, side);
    return { index, partition: part.partition, courses: carried(courses, part.carry) };
  };
  return [half('before'), half('after')];
}

const carried = (courses: ReadonlyMap<number, Course>, carry: (course: Course) => Course): Map<number, Course> =>
  new Map([...courses].map(([vector, course]) => [vector, carry(course)]));

/** Steps with kinks up to which bounds of single errors are about as close as those of their length, and cost less. */
const fewKinks = 4;

/** Whether a network has so many layers that the length of errors tells more than bounds of single ones. */
export const isDeep = ({ steps }: Program): boolean => steps.filter(({ kind }) => kind !== 'affine').length > fewKinks;

function inputCourse({ start, end, startError, endError }: Family, isCounted: boolean): Course {
  const size = start.length;
  const values = new Float64Array(size * 2);
  for (let j = 0; j < size; j++) {
    values[2 * j] = start[j]!;
    values[2 * j + 1] = end[j]!;
  }
  const [first, rest] = [startError ?? new Float64Array(size), endError ?? new Float64Array(size)];
  return {
    size,
    values,
    first,
    rest,
    ...(isCounted && { length: { first: errorLength(first), rest: errorLength(rest) } }),
  };
}
