/**
 * Like `Promise.all(items.map(work))`, with at most `limit` at work at any time. After a failure nothing more is started,
 * and of several failures the one of the earliest item is thrown: which one that is does not depend on timing.
 */
export async function mapInFlight<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: { readonly index: number; readonly reason: unknown }[] = [];
  const remaining = items.entries();
  const worker = async () => {
    for (const [index, item] of remaining) {
      try {
        results[index] = await work(item, index);
      } catch (reason) {
        failures.push({ index, reason });
      }
      if (failures.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  const [first] = failures.toSorted((a, b) => a.index - b.index);
  if (first !== undefined) throw first.reason;
  return results;
}
