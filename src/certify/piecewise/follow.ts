import { now } from '../../clock.js';
import { applyAffine } from './affine.js';
import { applyKink, applyMaximum, kinkBreakpoints, maximumBreakpoints } from './breakpoints.js';
import { Obstacle } from '../../network/program/obstacle.js';
import { newTimes, refine, type Course, type Partition } from './partition.js';
import type { Program } from '../../network/program/program.js';

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
}

/** The vectors in use may have this many values together: half a gigabyte. */
const mostValues = 2 ** 26;

/** A network along a family: its breakpoints, and the logits there with their errors. */
export interface Followed {
  readonly partition: Partition;
  readonly logits: Course;
}

/**
 * Follows a network along a family of inputs in float64, with a bound for what rounding can have done.
 *
 * @throws Obstacle if there are too many breakpoints, or time is up.
 */
export function follow(program: Program, family: Family, { deadline = Infinity }: FollowLimits = {}): Followed {
  let partition: Partition = {
    times: Float64Array.of(family.from, family.to),
    bias: family.bias === 'one' ? Float64Array.of(1, 1) : Float64Array.of(family.from, family.to),
  };
  const courses = new Map<number, Course>([[0, inputCourse(family)]]);
  const take = (vector: number): Course => courses.get(vector)!;
  program.steps.forEach((step, index) => {
    if (now() > deadline) throw new Obstacle('time limit');
    if (step.kind === 'affine') {
      assertRoom(courses, program.sizes[step.output]!, partition);
      courses.set(step.output, applyAffine(step.map, step.inputs.map(take), partition));
    } else {
      const breakpoints =
        step.kind === 'kink'
          ? kinkBreakpoints(step, take(step.input), partition)
          : maximumBreakpoints(step, take(step.input), partition);
      const added = newTimes(breakpoints, partition.times);
      if (added.length > 0) {
        const refined = refine(partition, added);
        partition = refined.partition;
        assertRoom(courses, program.sizes[step.output]!, partition);
        for (const [vector, course] of courses) courses.set(vector, refined.carry(course));
      }
      const input = take(step.input);
      courses.set(
        step.output,
        step.kind === 'kink' ? applyKink(step, input, partition) : applyMaximum(step, input, partition),
      );
    }
    for (const vector of courses.keys()) if (program.lastUse[vector]! <= index) courses.delete(vector);
  });
  const logits = take(program.logits);
  const finite = [logits.values, logits.first, logits.rest].every((list) => list.every(Number.isFinite));
  if (!finite) throw new Obstacle('values beyond the largest float');
  return { partition, logits };
}

function inputCourse({ start, end, startError, endError }: Family): Course {
  const size = start.length;
  const values = new Float64Array(size * 2);
  for (let j = 0; j < size; j++) {
    values[2 * j] = start[j]!;
    values[2 * j + 1] = end[j]!;
  }
  return { size, values, first: startError ?? new Float64Array(size), rest: endError ?? new Float64Array(size) };
}

function assertRoom(courses: ReadonlyMap<number, Course>, added: number, { times }: Partition): void {
  let size = added;
  for (const course of courses.values()) size += course.size;
  if (size * times.length > mostValues)
    throw new Obstacle(
      `${times.length} breakpoints of a network this large do not fit into memory; try a smaller range, or method engine`,
    );
}
