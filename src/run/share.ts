/** Some of a run's cases: those with the numbers `from` to `to - 1`, the first of a run being 0. */
export interface Share {
  readonly from: number;
  readonly to: number;
}
