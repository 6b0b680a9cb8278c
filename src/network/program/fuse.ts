import { inputsOf, programOf, type MaximumStep, type Program, type ProgramStep } from './program.js';

/**
 * The same program with ReLUs that only a maximum reads taken into it: the maximum of rectified numbers is the larger of
 * their maximum and 0. In one they have a quarter of the breakpoints.
 */
export function withFusedMaxima({ sizes, steps, logits }: Program): Program {
  const readers = new Map<number, number>([[logits, 1]]);
  for (const step of steps) for (const input of inputsOf(step)) readers.set(input, (readers.get(input) ?? 0) + 1);
  const rectified = new Map<number, number>();
  for (const step of steps)
    if (step.kind === 'kink' && step.slopes.length === 1 && step.slopes[0] === 0 && readers.get(step.output) === 1)
      rectified.set(step.output, step.input);
  const taken = new Set<number>();
  const fused = steps.map((step): ProgramStep => {
    const source = step.kind === 'maximum' ? rectified.get(step.input) : undefined;
    if (step.kind !== 'maximum' || source === undefined) return step;
    taken.add(step.input);
    return { ...step, input: source, floor: true } satisfies MaximumStep;
  });
  return programOf(
    sizes,
    fused.filter((step) => !taken.has(step.output)),
    logits,
  );
}
