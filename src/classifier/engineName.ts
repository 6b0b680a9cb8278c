/** An engine as a spec names it, without how many workers there are: they answer alike, and machines have more or fewer. */
export const engineName = (engine: string): string => engine.replace(/, \d+ workers?(?=\))/, '');
