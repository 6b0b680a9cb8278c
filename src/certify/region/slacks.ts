/** The slacks of a simplex, each given at its corners. */
export class Slacks {
  /** Slack s at corner i at `s * corners + i`: 0 or more. */
  values: Float64Array = new Float64Array(1024);
  /** How large each can be. */
  largest: Float64Array = new Float64Array(256);
  count = 0;

  constructor(private readonly corners: number) {}

  /** @returns its number. */
  add(atCorners: ArrayLike<number>): number {
    const { corners } = this;
    if ((this.count + 1) * corners > this.values.length) this.values = wider(this.values);
    if (this.count + 1 > this.largest.length) this.largest = wider(this.largest);
    let most = 0;
    for (let i = 0; i < corners; i++) {
      const value = atCorners[i]!;
      this.values[this.count * corners + i] = value;
      most = Math.max(most, value);
    }
    this.largest[this.count] = most;
    return this.count++;
  }
}

function wider(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length * 2);
  result.set(values);
  return result;
}
