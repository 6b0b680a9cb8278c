/**
 * At most `limit` of the items, in order, at even steps: of a sorted list, so that every class has its share.
 *
 * @example spread(['a', 'b', 'c', 'd'], 2); // ['a', 'c']
 */
export function spread<Item>(items: readonly Item[], limit = items.length): readonly Item[] {
  const count = Math.min(limit, items.length);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
