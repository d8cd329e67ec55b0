import type {WatchEvent} from '@ome/sdk/kube'

/** Events of several watches in the order they arrive; the first failure ends all. */
export async function* merged(
  sources: readonly (AsyncIterable<WatchEvent> | undefined)[],
): AsyncGenerator<{readonly index: number; readonly event: WatchEvent}> {
  const iterators = sources.map((source) => source?.[Symbol.asyncIterator]())
  const next = (index: number) => iterators[index]?.next().then((result) => ({index, result}))
  const pending = new Map(iterators.flatMap((iterator, index) => (iterator ? [[index, next(index)]] : [])))
  while (pending.size > 0) {
    const settled = await Promise.race(pending.values())
    if (!settled) return
    const {index, result} = settled
    if (result.done) pending.delete(index)
    else {
      pending.set(index, next(index))
      yield {index, event: result.value}
    }
  }
}
