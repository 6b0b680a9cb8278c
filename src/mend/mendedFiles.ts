/** A network that has been written again: the bytes of its files, by name, and which of them is opened. */
export interface MendedFiles {
  readonly main: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}
