import { InputError, optionProblem } from '../../errors.js';
import { inWords } from '../../settings/inWords.js';
import type { ModelOptions } from './options.js';

/** Options that a kind of model has no use for, each with what is expected instead. */
export type OfNoUse = Readonly<Partial<Record<keyof ModelOptions, string>>>;

/** @throws InputError if an option is told that a kind of model has no use for: who tells it expects it to do something. */
export function assertOfUse(told: ModelOptions, ofNoUse: OfNoUse): void {
  const values = new Map<string, unknown>(Object.entries(told));
  for (const [name, expected] of Object.entries(ofNoUse)) {
    const value = values.get(name);
    if (value === undefined) continue;
    const found = typeof value === 'string' ? value : inWords(value);
    throw new InputError(optionProblem([name], { found, expected }));
  }
}
