/** Which draws are worth changing: those whose changes have come closer to a violation, and those of which little is known. */
export class Credit {
  readonly #tried = new Map<string, number>();
  readonly #closer = new Map<string, number>();

  of(at: string): number {
    return ((this.#closer.get(at) ?? 0) + 1) / ((this.#tried.get(at) ?? 0) + 2);
  }

  add(at: string, isCloser: boolean): void {
    this.#tried.set(at, (this.#tried.get(at) ?? 0) + 1);
    if (isCloser) this.#closer.set(at, (this.#closer.get(at) ?? 0) + 1);
  }
}
