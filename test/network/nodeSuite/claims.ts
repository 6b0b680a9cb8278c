import { walk } from '../../../src/certify/structure/walk.js';
import { follow } from '../../../src/certify/piecewise/follow.js';
import { isFixed, type Degree } from '../../../src/network/degree/degree.js';
import type { NetworkGraph } from '../../../src/network/graph.js';
import { worstIn } from '../../../src/network/notFinite.js';
import { GraphView } from '../../../src/network/graphView.js';
import { Obstacle, orObstacle } from '../../../src/network/program/obstacle.js';
import { ProgramWriter } from '../../../src/network/program/writer.js';
import { writeNetwork } from '../../../src/network/programs.js';
import { sizeOfDims, type Dims } from '../../../src/network/dims.js';

/** What an engine gives. */
export interface EngineTensor {
  readonly dims: Dims;
  readonly type: string;
  readonly values: Float64Array;
}

/** The numbers that one input is given; the others stay what they are. */
export type Ask = (values: Float32Array | Float64Array) => Promise<ReadonlyMap<string, EngineTensor> | undefined>;

/** What was claimed of an output, and is not so. */
export interface FalseClaim {
  readonly column: 'degree' | 'zero' | 'program' | 'fold' | 'dims' | 'type';
  readonly output: string;
  readonly what: string;
}

/** What was claimed at all: how often each column could be asked. */
export type Counts = Record<FalseClaim['column'], number>;

export interface Examined {
  readonly counts: Counts;
  readonly wrong: readonly FalseClaim[];
}

const near = (a: number, b: number, size: number, tolerance: number): boolean =>
  Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= tolerance * size;

/** The place where two lists part by more than a share of the largest number. */
export function firstApart(expected: ArrayLike<number>, found: ArrayLike<number>, tolerance: number): number {
  if (expected.length !== found.length) return 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++)
    if (Number.isFinite(expected[i])) size = Math.max(size, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) if (!near(expected[i]!, found[i]!, size, tolerance)) return i;
  return -1;
}

const degreeOf = (form: Degree): number | undefined =>
  form.kind === 'degree' ? form.degree.approximate : isFixed(form) ? 0 : undefined;

/** Each claim about a graph with one input, against an engine. */
export async function examine(
  graph: NetworkGraph,
  dims: Dims,
  values: Float32Array | Float64Array,
  ask: Ask,
): Promise<Examined> {
  const counts: Counts = { degree: 0, zero: 0, program: 0, fold: 0, dims: 0, type: 0 };
  const wrong: FalseClaim[] = [];
  const before = await ask(values);
  if (before === undefined) return { counts, wrong };
  const times = (factor: number) => ask(values.map((value) => (factor === 0 ? 0 : value * factor)));
  const scaled = new Map<number, Awaited<ReturnType<Ask>>>();
  for (const factor of [2 ** -6, 3, 2 ** 7, 0]) scaled.set(factor, await times(factor));
  for (const { name: output } of graph.outputs) {
    const own = before.get(output);
    if (own === undefined) continue;
    const blame = (column: FalseClaim['column'], what: string): void => void wrong.push({ column, output, what });
    judgeDegree(graph, output, own, scaled, counts, blame);
    judgeView(graph, output, own, counts, blame);
    judgeProgram(graph, output, own, dims, values, counts, blame);
  }
  return { counts, wrong };
}

/** With others no classifier is opened. */
const hasFiniteConstants = ({ constants }: NetworkGraph): boolean =>
  [...constants.values()].every((constant) => worstIn(constant) === undefined);

type Blame = (column: FalseClaim['column'], what: string) => void;

function judgeDegree(
  graph: NetworkGraph,
  output: string,
  own: EngineTensor,
  scaled: ReadonlyMap<number, ReadonlyMap<string, EngineTensor> | undefined>,
  counts: Counts,
  blame: Blame,
): void {
  const walked = walk(graph, output);
  const { form, clean, total } = walked.of(output);
  const jumps = walked.tiesBehind(output).length > 0;
  const degree = degreeOf(form);
  if (!clean || degree === undefined) return;
  counts.degree++;
  for (const [factor, tensors] of scaled) {
    const after = tensors?.get(output)?.values;
    if (after === undefined) continue;
    if (factor === 0) {
      if (!total || !hasFiniteConstants(graph)) continue;
      counts.zero++;
      const vanishes = form.kind === 'zero' || degree > 0;
      const odd = after.find((value) => !Number.isFinite(value) || (vanishes && value !== 0));
      if (odd !== undefined) blame('zero', `${odd} on the zero image`);
      continue;
    }
    // Where it jumps, rounding may decide otherwise.
    if (!Number.isInteger(Math.log2(factor)) && jumps) continue;
    const expected = own.values.map((value) => (form.kind === 'zero' ? 0 : value * factor ** degree));
    const at = firstApart(expected, after, 1e-4);
    if (at >= 0) blame('degree', `degree ${degree}: times ${factor} gives ${after[at]} for ${expected[at]}`);
  }
}

function judgeView(graph: NetworkGraph, output: string, own: EngineTensor, counts: Counts, blame: Blame): void {
  const view = GraphView.of(graph);
  const node = view.producer(output)?.written;
  if (node === undefined) return;
  // What the file says of its outputs itself is no claim.
  const unsaid = GraphView.of({ ...graph, outputs: graph.outputs.map((port) => ({ ...port, dims: [] })) });
  const dims = unsaid.dims(output);
  if (dims !== undefined) {
    counts.dims++;
    const fits = dims.length === own.dims.length && dims.every((size, i) => size === undefined || size === own.dims[i]);
    if (!fits) blame('dims', `[${dims.join(', ')}] for [${own.dims.join(', ')}]`);
  }
  const type = unsaid.elementType(output);
  if (type !== undefined) {
    counts.type++;
    if (type.name !== own.type) blame('type', `${type.name} for ${own.type}`);
  }
}

function judgeProgram(
  graph: NetworkGraph,
  output: string,
  own: EngineTensor,
  dims: Dims,
  values: ArrayLike<number>,
  counts: Counts,
  blame: Blame,
): void {
  const found = orObstacle(() => {
    const writer = new ProgramWriter(values.length);
    const result = writeNetwork(writer, graph, { kind: 'live', vector: 0, dims }, output);
    const image = Float64Array.from(values);
    const [followed] = follow(writer.finish(result), { from: 0, to: 1, start: image, end: image, bias: 'one' });
    const { logits } = followed!;
    return { dims: result.dims, values: Float64Array.from({ length: logits.size }, (_, i) => logits.values[2 * i]!) };
  });
  if (found instanceof Obstacle) return;
  // A program is one of a single image.
  if (dims[0] !== 1 && found.dims[0] === 1 && own.dims[0] === dims[0]) return;
  counts.program++;
  if (found.dims.join() !== own.dims.join())
    return blame('program', `a shape of [${found.dims.join(', ')}] for [${own.dims.join(', ')}]`);
  const at = firstApart(own.values, found.values, 1e-4);
  if (at >= 0) blame('program', `${found.values[at]} for ${own.values[at]}`);
}

/** What constants fold to, against an engine. */
export function examineFold(graph: NetworkGraph, engine: ReadonlyMap<string, EngineTensor>): Examined {
  const counts: Counts = { degree: 0, zero: 0, program: 0, fold: 0, dims: 0, type: 0 };
  const wrong: FalseClaim[] = [];
  const view = GraphView.of(graph);
  for (const { name: output } of graph.outputs) {
    const [own, folded] = [engine.get(output), view.numbers(output)];
    if (own === undefined || folded === undefined) continue;
    counts.fold++;
    const isFloat = own.type.startsWith('float');
    const at = firstApart(own.values, folded.values, isFloat ? 1e-6 : 0);
    if (sizeOfDims(folded.dims) !== sizeOfDims(own.dims) || folded.dims.join() !== own.dims.join())
      wrong.push({ column: 'fold', output, what: `[${folded.dims.join(', ')}] for [${own.dims.join(', ')}]` });
    else if (at >= 0) wrong.push({ column: 'fold', output, what: `${folded.values[at]} for ${own.values[at]}` });
    if (folded.type !== undefined && folded.type.name !== own.type)
      wrong.push({ column: 'type', output, what: `${folded.type.name} for ${own.type}` });
  }
  return { counts, wrong };
}
