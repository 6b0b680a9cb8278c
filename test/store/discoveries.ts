import type { Counterexample } from '../../src/run/result.js';
import type { FoundCase } from '../../src/store/discovery.js';
import { counterexample, original, spec } from '../report/results.js';

/** The case of {@link counterexample}: an image and a quarter of it. */
export const scaled = original.times(0.25);

/** A counterexample to store. */
export const discovery = (change: Partial<Counterexample> = {}, more: Partial<FoundCase> = {}): FoundCase => ({
  property: { name: 'scalar-invariance', claim: 'light does not matter' },
  counterexample: { ...counterexample, case: { image: original, scaled }, ...change },
  spec,
  options: {},
  ...more,
});
