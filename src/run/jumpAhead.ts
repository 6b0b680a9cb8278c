import { xorshift128plus, xorshift128plusFromState } from 'pure-rand/generator/xorshift128plus';

// fast-check gives every case a random generator of its own, one jump after that of the case before. A jump is linear over the
// numbers 0 and 1, so many of them are one matrix of 128 x 128 bits, and a thread gets to any case without going through all before.

/** Words of 32 bits that make up a generator's state. */
const words = 4;
const bits = 32 * words;

/** A matrix by its columns, each a state: what becomes of a state with one bit. */
type Matrix = Int32Array;

/** `powers[i]`: 2^i jumps. */
const powers: Matrix[] = [];

/**
 * The state of fast-check's usual generator (xorshift128plus) after so many jumps.
 *
 * @param state four words, as `getState` gives.
 * @example jumpedAhead(xorshift128plus(1).getState(), 1_000_000);
 */
export function jumpedAhead(state: readonly number[], jumps: number): readonly number[] {
  let jumped = Int32Array.from(state);
  for (let power = 0, left = jumps; left > 0; power++, left = Math.floor(left / 2))
    if (left % 2 === 1) jumped = applied(powerOf(power), jumped, 0);
  return [...jumped];
}

/** What becomes of each byte of a state in one jump: 256 states for each of 16 bytes. */
let jumpOfBytes: Int32Array | undefined;

function jumpTable(): Int32Array {
  const columns = powerOf(0);
  const table = new Int32Array((bits / 8) * 256 * words);
  for (let byte = 0; byte < bits / 8; byte++)
    for (let value = 1; value < 256; value++) {
      const [lowest, rest] = [Math.log2(value & -value), value & (value - 1)];
      for (let word = 0; word < words; word++)
        table[(byte * 256 + value) * words + word] =
          table[(byte * 256 + rest) * words + word]! ^ columns[(byte * 8 + lowest) * words + word]!;
    }
  return table;
}

type RandomSource = ReturnType<typeof xorshift128plus>;

/** fast-check's usual generator as what the generators of cases come from: it jumps by a table, in a fifth of the time. */
export class QuickSource implements RandomSource {
  readonly #state = new Int32Array(words);
  readonly #jumped = new Int32Array(words);
  readonly #table = (jumpOfBytes ??= jumpTable());

  /** @param state four words, as `getState` gives. */
  constructor(state: readonly number[]) {
    this.#state.set(state);
  }

  clone(): RandomSource {
    return xorshift128plusFromState(this.getState());
  }

  next(): number {
    const generator = this.clone();
    const value = generator.next();
    this.#state.set(generator.getState());
    return value;
  }

  jump(): void {
    const [state, jumped, table] = [this.#state, this.#jumped, this.#table];
    jumped.fill(0);
    for (let byte = 0; byte < bits / 8; byte++) {
      const at = (byte * 256 + ((state[byte >> 2]! >>> (8 * (byte & 3))) & 255)) * words;
      jumped[0]! ^= table[at]!;
      jumped[1]! ^= table[at + 1]!;
      jumped[2]! ^= table[at + 2]!;
      jumped[3]! ^= table[at + 3]!;
    }
    state.set(jumped);
  }

  getState(): readonly number[] {
    const state = this.#state;
    return [state[0]!, state[1]!, state[2]!, state[3]!];
  }
}

function powerOf(power: number): Matrix {
  while (powers.length <= power) powers.push(next(powers.at(-1)));
  return powers[power]!;
}

/** The matrix of one jump; then of twice as many as before. */
function next(before: Matrix | undefined): Matrix {
  const matrix = new Int32Array(bits * words);
  for (let bit = 0; bit < bits; bit++)
    matrix.set(before === undefined ? oneJump(bit) : applied(before, before, bit * words), bit * words);
  return matrix;
}

function oneJump(bit: number): readonly number[] {
  const state = Array.from({ length: words }, (_, word) => (word === bit >> 5 ? 1 << (bit & 31) : 0));
  const generator = xorshift128plusFromState(state);
  generator.jump();
  return generator.getState();
}

/** A matrix times the state that begins at `from`. */
function applied(matrix: Matrix, states: Int32Array, from: number): Int32Array<ArrayBuffer> {
  const sum = new Int32Array(words);
  for (let bit = 0; bit < bits; bit++)
    if (((states[from + (bit >> 5)]! >>> (bit & 31)) & 1) === 1)
      for (let word = 0; word < words; word++) sum[word]! ^= matrix[bit * words + word]!;
  return sum;
}
