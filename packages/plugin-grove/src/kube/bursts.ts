/** Values that arrive within `ms` of the first one come together, in their order. The last ones come when the source ends. */
export async function* inBursts<Value>(source: AsyncIterable<Value>, ms: number): AsyncGenerator<readonly Value[]> {
  const iterator = source[Symbol.asyncIterator]()
  let next = iterator.next()
  try {
    for (;;) {
      const first = await next
      if (first.done) return
      const burst = [first.value]
      const pause = delay(ms)
      next = iterator.next()
      for (;;) {
        const result = await Promise.race([next, pause.over])
        if (result === undefined || result.done) break
        burst.push(result.value)
        next = iterator.next()
      }
      pause.end()
      yield burst
    }
  } finally {
    // Not awaited: a source that waits for its next value would never come back from it.
    next.catch(() => undefined)
    void iterator.return?.()
  }
}

export function delay(ms: number): {readonly over: Promise<undefined>; end(): void} {
  const {promise, resolve} = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), ms)
  return {over: promise, end: () => clearTimeout(timer)}
}
