/**
 * Names of things as names of files: letters, digits and `. _ -` stay, whatever else becomes `-`. No two are equal, also
 * where upper and lower case are one; nor equal to a `taken` one.
 *
 * @example
 * fileNames(['vertex 1', 'a/b', 'a:b']); // ['vertex-1', 'a-b', 'a-b-2']
 */
export function fileNames(names: readonly string[], taken: readonly string[] = []): readonly string[] {
  const used = new Set(taken);
  return names.map((name) => {
    // A name of dots would lead out of the folder; a very long one is refused by file systems.
    const base =
      Array.from(name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, ''))
        .slice(0, 60)
        .join('') || 'unnamed';
    let free = base;
    for (let n = 2; used.has(free.toLowerCase()); n++) free = `${base}-${n}`;
    used.add(free.toLowerCase());
    return free;
  });
}
