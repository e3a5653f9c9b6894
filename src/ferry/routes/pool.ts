/** Some at a time. */

/**
 * Does a piece of work for each item, so many at a time; items are taken as they come, up to 10,000 ahead.
 *
 * @param items The items.
 * @param streams How many at a time.
 * @param work What is done. The first that fails ends all: nothing more is begun.
 * @param onFailure Is told of that, so that it can stop what is under way.
 * @throws What the first that failed threw, once nothing is under way any more.
 */
export async function pooled<Item>(
  items: AsyncGenerator<Item, void>,
  streams: number,
  work: (item: Item) => Promise<void>,
  onFailure: () => void = () => {},
): Promise<void> {
  const waiting: Item[] = [];
  let isListed = false;
  let failure: { readonly cause: unknown } | undefined;
  let change = Promise.withResolvers<void>();
  const tell = (): void => {
    change.resolve();
    change = Promise.withResolvers();
  };
  const orEnd = async (part: () => Promise<void>): Promise<void> => {
    try {
      await part();
    } catch (cause) {
      if (failure === undefined) {
        failure = { cause };
        onFailure();
      }
    }
    tell();
  };
  const take = async (): Promise<void> => {
    try {
      for await (const item of items) {
        waiting.push(item);
        tell();
        while (waiting.length >= mostAhead && failure === undefined) await change.promise;
        if (failure !== undefined) return;
      }
    } finally {
      isListed = true;
    }
  };
  const worker = async (): Promise<void> => {
    while (failure === undefined) {
      const [item] = waiting.splice(0, 1);
      if (item !== undefined) {
        if (waiting.length === mostAhead - 1) tell();
        await work(item);
      } else if (isListed) return;
      else await change.promise;
    }
  };
  await Promise.all([orEnd(take), ...Array.from({ length: streams }, () => orEnd(worker))]);
  if (failure !== undefined) throw failure.cause;
}

const mostAhead = 10_000;
