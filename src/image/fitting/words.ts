/** A fraction as people say it: `87.5 %`. */
export const percentage = (fraction: number): string => `${Number((100 * fraction).toPrecision(4))} %`;
