import {isOmeError, OmeError} from '@ome/sdk/errors'

/** What is wrong with a request, all of it before anything is written. */
export interface Problems {
  /** What the check gives; undefined where it refuses, which is kept. */
  check<Value>(check: () => Value): Value | undefined
  /** The same for checks that wait. */
  checked<Value>(check: Promise<Value>): Promise<Value | undefined>
  /** Throws what was kept: one problem as it is, several together with the exit code of the first kind. */
  throwIfAny(): void
}

/** Several problems end with the code of the first of these kinds: what was typed, what is not there, what is in the way. */
const order = ['usage', 'not-found', 'conflict'] as const

export function problems(): Problems {
  const found: OmeError[] = []
  const keep = (error: unknown): undefined => {
    if (!isOmeError(error) || !(order as readonly string[]).concat('unmet').includes(error.kind)) throw error
    found.push(error)
  }
  return {
    check(check) {
      try {
        return check()
      } catch (error) {
        return keep(error)
      }
    },
    async checked(check) {
      try {
        return await check
      } catch (error) {
        return keep(error)
      }
    },
    throwIfAny() {
      const [first] = found
      if (!first) return
      if (found.length === 1) throw first
      const kind = order.find((each) => found.some((error) => error.kind === each)) ?? first.kind
      const lines = found.map(({message}) => `\n  ${message}`)
      throw new OmeError(kind, `${found.length} problems, nothing was written:${lines.join('')}`, [
        ...new Set(found.flatMap(({hints}) => hints)),
      ])
    },
  }
}
