import * as all from './all.js';
import type { MatcherBench } from './matcher.js';

export type { ConicMatchers } from './matcher.js';
// With this come the declarations that all matchers add to ConicMatchers.
export type * as matchers from './all.js';

type All = typeof all;

/** Every matcher at work, for `expect.extend`. */
export const matchersFor = (bench: MatcherBench): Readonly<Record<string, ReturnType<All[keyof All]>>> =>
  Object.fromEntries(Object.entries(all).map(([name, make]) => [name, make(bench)]));
