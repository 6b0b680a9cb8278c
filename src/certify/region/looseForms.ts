/**
 * A vector over a simplex. At weights w value j is line_j(w) + Σ factor · share · slack(w), up to its error. A slack is 0 or more and affine in the
 * weights; each share is some number from 0 to 1, the same wherever its slack is read: so what cancels does cancel.
 */
export interface LooseForms {
  /** Value j at corner i at `j * corners + i`. */
  readonly lines: Float64Array;
  /** Factors of the first slacks, of all values: of slack s and value j at `s * size + j`. */
  readonly dense: Float64Array;
  /** Factors of other slacks, value by value. */
  readonly sparse: SlackRows;
  /** How far each value may be from its form. */
  readonly errors: Float64Array;
  /** How large all terms of a value can be together: what rounding is relative to. */
  readonly sizes: Float64Array;
}

/** For each value some slacks and their factors. */
export class SlackRows {
  /** Where each value's begin. */
  readonly starts: Int32Array;
  slacks: Int32Array;
  factors: Float64Array;
  #count = 0;

  /** @param guess how many there will be in all. */
  constructor(rows: number, guess = 16) {
    this.starts = new Int32Array(rows + 1);
    this.slacks = new Int32Array(Math.max(guess, 16));
    this.factors = new Float64Array(Math.max(guess, 16));
  }

  get count(): number {
    return this.#count;
  }

  add(slack: number, factor: number): void {
    if (this.#count === this.slacks.length) {
      const [slacks, factors] = [new Int32Array(this.#count * 2), new Float64Array(this.#count * 2)];
      slacks.set(this.slacks);
      factors.set(this.factors);
      [this.slacks, this.factors] = [slacks, factors];
    }
    this.slacks[this.#count] = slack;
    this.factors[this.#count++] = factor;
  }

  /** Adds what a row of another has, times a factor. */
  addRow({ starts, slacks, factors }: SlackRows, row: number, factor: number): void {
    for (let at = starts[row]!, end = starts[row + 1]!; at < end; at++) this.add(slacks[at]!, factor * factors[at]!);
  }

  endRow(row: number): void {
    this.starts[row + 1] = this.#count;
  }
}

/** Several vectors one after the other. */
export function joinedForms(parts: readonly LooseForms[]): LooseForms {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const size = parts.reduce((sum, { errors }) => sum + errors.length, 0);
  const slacks = parts.reduce((most, { dense, errors }) => Math.max(most, dense.length / errors.length), 0);
  const dense = new Float64Array(slacks * size);
  const sparse = new SlackRows(
    size,
    parts.reduce((sum, part) => sum + part.sparse.count, 0),
  );
  let at = 0;
  for (const part of parts) {
    const own = part.errors.length;
    for (let slack = 0; slack * own < part.dense.length; slack++)
      dense.set(part.dense.subarray(slack * own, (slack + 1) * own), slack * size + at);
    for (let j = 0; j < own; j++) {
      sparse.addRow(part.sparse, j, 1);
      sparse.endRow(at++);
    }
  }
  const join = (of: (part: LooseForms) => Float64Array): Float64Array => {
    const all = new Float64Array(parts.reduce((sum, part) => sum + of(part).length, 0));
    let place = 0;
    for (const part of parts) {
      all.set(of(part), place);
      place += of(part).length;
    }
    return all;
  };
  return {
    lines: join(({ lines }) => lines),
    dense,
    sparse,
    errors: join(({ errors }) => errors),
    sizes: join(({ sizes }) => sizes),
  };
}

/** The same forms with all factors value by value. */
export function withoutDense(forms: LooseForms): LooseForms {
  const { dense, sparse, errors } = forms;
  const size = errors.length;
  const rows = new SlackRows(size, sparse.count + dense.length);
  for (let j = 0; j < size; j++) {
    for (let slack = 0; slack * size < dense.length; slack++)
      if (dense[slack * size + j] !== 0) rows.add(slack, dense[slack * size + j]!);
    rows.addRow(sparse, j, 1);
    rows.endRow(j);
  }
  return { ...forms, dense: new Float64Array(0), sparse: rows };
}
