/** Some at a time. */

/** Items are taken as they come, up to so many ahead. */
const mostAhead = 10_000;

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
  const ahead = new ReadableStream<Item>({
    async pull(controller): Promise<void> {
      const { done, value } = await items.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel(): Promise<void> {
      await items.return();
    },
  }, { highWaterMark: mostAhead }).getReader();
  const worker = async (): Promise<void> => {
    for (let next = await ahead.read(); !next.done; next = await ahead.read()) {
      await work(next.value);
    }
  };
  const workers = Array.from({ length: streams }, worker);
  try {
    await Promise.all(workers);
  } catch (cause) {
    onFailure();
    // What is told of it afterwards comes of this failure.
    await Promise.allSettled([ahead.cancel(), ...workers]);
    throw cause;
  }
}
