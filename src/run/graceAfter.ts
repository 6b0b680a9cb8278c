/**
 * How long what was found may still be confirmed and explained after a time limit, in milliseconds. A limit holds within a tenth or a
 * second, whichever is more; this leaves some of that for the report.
 *
 * @param timeLimit in milliseconds.
 * @example graceAfter(60_000); // 5000
 */
export const graceAfter = (timeLimit: number): number => Math.max(800, timeLimit / 12);
