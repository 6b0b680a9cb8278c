/**
 * The names most like a given one, best first, for "did you mean": those within a third of its letters, or containing it.
 *
 * @example
 * closeNames('relu1', ['relu_1', 'conv1', 'logits']); // ['relu_1']
 */
export function closeNames(name: string, names: Iterable<string>, limit = 5): readonly string[] {
  const wanted = name.toLowerCase();
  return [...names]
    .map((candidate) => ({ candidate, distance: distanceTo(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, name.length / 3))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** How many letters to add, remove, change, or swap with the next; 1 where one contains the other. */
function distanceTo(a: string, b: string): number {
  if (a !== b && a !== '' && (b.includes(a) || (b.length > 2 && a.includes(b)))) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  let earlier = row;
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, changed, swapped ? earlier[j - 2]! + 1 : Infinity));
    }
    [earlier, row] = [row, next];
  }
  return row[b.length]!;
}
