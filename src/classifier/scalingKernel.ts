// A program for the vector unit, put together by hand, since it is ten lines: JavaScript takes longer for the same
// products. Names of instructions are those of the WebAssembly specification (core, version 2.0, 5.4 and 5.5).

/** Floats that one turn of the loop multiplies. */
export const floatsATurn = 8;

type Bytes = readonly number[];

const bytesATurn = 4 * floatsATurn;
const [i32, f64, v128] = [0x7f, 0x7c, 0x7b];
const vector = 0xfd;
const [address, end, factor, factors] = [0, 1, 2, 3];
const get = (local: number): Bytes => [0x20, local];
const set = (local: number): Bytes => [0x21, local];
const tee = (local: number): Bytes => [0x22, local];
const stop: Bytes = [0x0b];

/** Two floats, made doubles, multiplied and rounded once: as JavaScript multiplies what it reads from a `Float32Array`. */
const twoFloats = (offset: number): Bytes =>
  [
    get(address),
    get(address),
    [vector, 0x5d, 0, offset], // v128.load64_zero
    [vector, 0x5f], // f64x2.promote_low_f32x4
    get(factors),
    [vector, 0xf2, 0x01], // f64x2.mul
    [vector, 0x5e], // f32x4.demote_f64x2_zero
    [vector, 0x5b, 0, offset, 0], // v128.store64_lane
  ].flat();

const code: Bytes = [
  [1, 1, v128], // one local: `factors`
  get(factor),
  [vector, 0x14], // f64x2.splat
  set(factors),
  [0x03, 0x40], // loop
  [0, 8, 16, 24].flatMap(twoFloats),
  get(address),
  [0x41, bytesATurn, 0x6a], // i32.const, i32.add
  tee(address),
  get(end),
  [0x49, 0x0d, 0], // i32.lt_u, br_if
  stop,
  stop,
].flat();

/** Bytes after their number, of which each byte tells seven bits. */
const sized = (bytes: Bytes): Bytes =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [128 | (bytes.length & 127), bytes.length >> 7, ...bytes];

const section = (id: number, ...contents: readonly Bytes[]): Bytes => [id, ...sized([1, ...contents.flat()])];

const name = (text: string): Bytes => sized([...new TextEncoder().encode(text)]);

/**
 * The bytes of a WebAssembly module that imports memory, `here.memory`, and exports `scale(from, to, factor)`: it multiplies the
 * floats at the addresses `from` to `to - 1`, of which there are {@link floatsATurn} or a multiple of it.
 */
export const scalingKernel: Uint8Array<ArrayBuffer> = Uint8Array.from(
  [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [0x60, 3, i32, i32, f64, 0]),
    section(2, name('here'), name('memory'), [2, 0, 0]),
    section(3, [0]),
    section(7, name('scale'), [0, 0]),
    section(10, sized(code)),
  ].flat(),
);
