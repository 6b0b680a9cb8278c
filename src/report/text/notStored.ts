/** The note on a counterexample that is not kept. @param why a sentence. */
export const notStored = (property: string, why: string): string =>
  `The counterexample of ${property} is not stored: ${why}`;

/** The note on a store of which nothing can be read. @param why a sentence. */
export const storeUnread = (why: string): string => `No stored cases are tried: ${why}`;

const oneNotStored = /^The counterexample of (.+?) is not stored: (.*)$/su;
const noneTried = /^No stored cases are tried: (.*)$/su;

/**
 * Notes, in which what is wrong with the store is said once, however many properties and counterexamples it is wrong for.
 *
 * @example
 * storeSaidOnce([notStored('gamma', 'the disk is full.'), notStored('exposure', 'the disk is full.')]);
 * // ['The counterexamples of gamma, exposure are not stored: the disk is full.']
 */
export function storeSaidOnce(notes: readonly string[]): readonly string[] {
  const namesBy = new Map<string, Set<string>>();
  for (const note of notes) {
    const [, name, why] = oneNotStored.exec(note) ?? [];
    if (name !== undefined && why !== undefined) namesBy.set(why, (namesBy.get(why) ?? new Set()).add(name));
  }
  const unread = notes.flatMap((note) => noneTried.exec(note)?.[1] ?? [])[0];
  const told = new Set<string>();
  for (const note of notes) {
    const why = oneNotStored.exec(note)?.[2];
    if (why === undefined) {
      const isSaidBelow = unread !== undefined && noneTried.test(note) && [...namesBy.keys()].some(isOf(unread));
      if (!isSaidBelow) told.add(note);
    } else {
      const names = [...(namesBy.get(why) ?? [])];
      const [some, are] = names.length === 1 ? ['counterexample', 'is'] : ['counterexamples', 'are'];
      const not = `he ${some} of ${names.join(', ')} ${are} not stored: `;
      told.add(
        unread !== undefined && isOf(unread)(why) ? `No stored cases are tried, and t${not}${unread}` : `T${not}${why}`,
      );
    }
  }
  return [...told];
}

/** Whether two sentences are about the same place. */
const isOf =
  (one: string) =>
  (other: string): boolean => {
    const [place] = one.split(': found ');
    return one.includes(': found ') && other.startsWith(`${place}: found `);
  };

/**
 * What a verdict says beside itself where counterexamples were to be kept and are not; the notes have the reason.
 *
 * @example unstoredAside([notStored('scalar-invariance', 'the disk is full.')]); // ['not stored: scalar-invariance, as the notes say']
 */
export function unstoredAside(notes: readonly string[]): readonly string[] {
  const names = notes.flatMap(
    (note) => /[Tt]he counterexamples? of (.+?) (?:is|are) not stored: /u.exec(note)?.[1] ?? [],
  );
  return names.length === 0 ? [] : [`not stored: ${[...new Set(names)].join(', ')}, as the notes say`];
}
