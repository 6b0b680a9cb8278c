import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { plain } from './plain.js';

/**
 * What another process says on its standard error, held back until it is known whether it goes on: of a crash these are the engine's own
 * words, which belong in the error.
 */
export class HeldWords {
  #parts: Buffer[] = [];

  constructor(private readonly stream: Readable | null) {
    stream?.on('data', (part: Buffer) => this.#parts.push(part));
  }

  /** Says all that has been held back. */
  release(): void {
    if (this.#parts.length > 0) process.stderr.write(this.#taken());
  }

  /** The first line that has been held back, for an error: ` (free(): invalid pointer)`; nothing where there is none. */
  firstLine(): string {
    const [line] = this.#taken().toString().split('\n').map(plain).filter(Boolean);
    return line === undefined ? '' : ` (${line})`;
  }

  /** Whether listening keeps this process alive. */
  hold(isHeld: boolean): void {
    if (!(this.stream instanceof Socket)) return;
    if (isHeld) this.stream.ref();
    else this.stream.unref();
  }

  #taken(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    return all;
  }
}
