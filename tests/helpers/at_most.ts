/** Does work for each of several items, so many at a time; the results in the order of the items. */
export async function atMost<T, R>(
  many: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const left = [...items.entries()];
  const results: R[] = [];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      results[next[0]] = await work(next[1]);
    }
  };
  await Promise.all(Array.from({ length: many }, worker));
  return results;
}
