import {OmeError} from './errors.ts'
import {formatDuration} from './units.ts'

/**
 * The values of a source until it ends; throws `unmet` (exit code 3) when it has not ended within `ms` milliseconds.
 * `what` completes the sentence "timed out after 20m waiting for …"; the hint is the next command.
 */
export async function* withDeadline<Value>(
  values: AsyncIterable<Value>,
  ms: number,
  {what, hint}: {readonly what: string; readonly hint: string},
): AsyncGenerator<Value> {
  const iterator = values[Symbol.asyncIterator]()
  const {promise: late, resolve} = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), ms)
  try {
    for (;;) {
      const result = await Promise.race([iterator.next(), late])
      if (result === 'late') {
        throw new OmeError('unmet', `timed out after ${formatDuration(ms)} waiting for ${what}`, [hint])
      }
      if (result.done) return
      yield result.value
    }
  } finally {
    clearTimeout(timer)
    // Not awaited: a source that hangs would never come back from it.
    void iterator.return?.()
  }
}
