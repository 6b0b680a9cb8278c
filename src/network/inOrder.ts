/** What {@link inOrderOf} has to know. */
export interface Order<Item> {
  /** What has to come before an item, in the order in which it is best to. */
  readonly before: (item: Item) => readonly Item[];
  /** The error where an item would have to come before itself, through another that has to come before it. */
  readonly cycle: (item: Item, before: Item) => Error;
}

/**
 * Each item after those that have to come before it, and else in the order given. In time proportional to what there is, and
 * not recursive: networks may be deeper than the stack.
 *
 * @throws what `cycle` makes, if there is no such order.
 */
export function inOrderOf<Item>(items: readonly Item[], { before, cycle }: Order<Item>): Item[] {
  const ordered = new Set<Item>();
  const started = new Set<Item>();
  for (const root of items) {
    const stack = [root];
    for (let item = stack.at(-1); item !== undefined; item = stack.at(-1)) {
      if (ordered.has(item)) stack.pop();
      else if (started.has(item)) {
        stack.pop();
        ordered.add(item);
      } else {
        started.add(item);
        for (const other of before(item).toReversed()) {
          if (ordered.has(other)) continue;
          // Started and not done: it waits for this one, which would wait for it.
          if (started.has(other)) throw cycle(item, other);
          stack.push(other);
        }
      }
    }
  }
  return [...ordered];
}
