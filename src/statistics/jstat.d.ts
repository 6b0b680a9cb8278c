// jstat has no types of its own. What is used of it, for conic alone: no exported declaration mentions it.
declare module 'jstat' {
  const jstat: {
    readonly beta: {
      /** The quantile of the beta distribution. */
      inv(probability: number, alpha: number, beta: number): number;
    };
    readonly normal: {
      /** The quantile of the normal distribution. */
      inv(probability: number, mean: number, deviation: number): number;
    };
    /** The regularised incomplete beta function. */
    ibeta(x: number, a: number, b: number): number;
  };
  export default jstat;
}
