/** The note on a counterexample that is not kept. @param why a sentence. */
export const notStored = (property: string, why: string): string =>
  `The counterexample of ${property} is not stored: ${why}`;

/**
 * What a verdict says beside itself where counterexamples were to be kept and are not; the notes have the reason.
 *
 * @example unstoredAside([notStored('scalar-invariance', 'the disk is full.')]); // ['not stored: scalar-invariance, as the notes say']
 */
export function unstoredAside(notes: readonly string[]): readonly string[] {
  const names = notes.flatMap((note) => /^The counterexample of (.+?) is not stored: /.exec(note)?.[1] ?? []);
  return names.length === 0 ? [] : [`not stored: ${[...new Set(names)].join(', ')}, as the notes say`];
}
