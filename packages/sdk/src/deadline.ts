import {isOmeError, OmeError} from './errors.ts'
import {formatDuration} from './units.ts'

/**
 * The values of a source until it ends; throws `unmet` (exit code 3) when it has not ended within `ms` milliseconds, and
 * `cancelled` as soon as the signal is aborted, also where the source then ends: that it has ended means that it was
 * waited for long enough. `what` completes the sentence "timed out after 20m waiting for …"; the hint is the next command.
 */
export async function* withDeadline<Value>(
  values: AsyncIterable<Value>,
  {ms, signal}: {readonly ms: number; readonly signal: AbortSignal},
  {what, hint}: {readonly what: string; readonly hint: string},
): AsyncGenerator<Value> {
  const iterator = values[Symbol.asyncIterator]()
  const {promise: stopped, resolve: stop} = Promise.withResolvers<'late' | 'aborted'>()
  const timer = setTimeout(() => stop('late'), ms)
  const onAbort = (): void => stop('aborted')
  signal.addEventListener('abort', onAbort, {once: true})
  try {
    while (!signal.aborted) {
      const result = await Promise.race([iterator.next(), stopped])
      if (result === 'late') {
        throw new OmeError('unmet', `timed out after ${formatDuration(ms)} waiting for ${what}`, [hint])
      }
      if (signal.aborted || result === 'aborted') break
      if (result.done) return
      yield result.value
    }
    throw new OmeError('cancelled', 'cancelled', [], {cause: signal.reason})
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    // Not awaited: a source that hangs would never come back from it.
    void iterator.return?.()
  }
}

/**
 * Runs what goes on until its signal is aborted for `ms` milliseconds at most, and returns then: having looked for that
 * long is what `--timeout` of a watch asks for. Without `ms` it goes on until `signal` is aborted, which is `cancelled`.
 */
export async function forAWhile(
  ms: number | undefined,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (ms === undefined) return await run(signal)
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), ms)
  try {
    await run(AbortSignal.any([signal, late.signal]))
  } catch (error) {
    const isOver = late.signal.aborted && !signal.aborted && isOmeError(error) && error.kind === 'cancelled'
    if (!isOver) throw error
  } finally {
    clearTimeout(timer)
  }
}
