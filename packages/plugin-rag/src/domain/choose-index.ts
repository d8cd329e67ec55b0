import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import type {EngineName} from './engine-name.ts'

/** The index that is used when nothing else is said, and made by the first document. */
export const defaultIndex = 'default'

/** The one of `--index`, else the only one, else `default`. Throws `usage` when that leaves it open. */
export function indexForWriting(wanted: string | undefined, existing: readonly string[]): string {
  if (wanted !== undefined) return checkedName(wanted)
  const [only = defaultIndex, ...others] = existing
  if (others.length === 0) return only
  if (existing.includes(defaultIndex)) return defaultIndex
  throw new OmeError('usage', `there are several indexes: ${existing.join(', ')}`, ['say which one: --index NAME'])
}

/** As {@link indexForWriting}, but the index must be there. */
export function indexForReading(
  wanted: string | undefined,
  existing: readonly string[],
  {name, namespace}: EngineName,
): string {
  const index = indexForWriting(wanted, existing)
  if (existing.includes(index)) return index
  const close = nearest(index, existing)
  throw new OmeError(
    'not-found',
    existing.length === 0 ? `ragengine "${name}" has no index yet` : `ragengine "${name}" has no index "${index}"`,
    existing.length === 0
      ? [`add documents: ome rag document add ${name} PATH -n ${namespace}`]
      : [
          ...(close === undefined ? [] : [`did you mean ${close}?`]),
          `see all: ome rag index list ${name} -n ${namespace}`,
        ],
  )
}

/** Names become parts of paths on the service and on its disk. */
function checkedName(name: string): string {
  if (/^[A-Za-z0-9]([\w.-]{0,126}[A-Za-z0-9])?$/.test(name)) return name
  throw new OmeError('usage', `"${name}" cannot be the name of an index`, [
    'use letters, digits, "-", "_" and ".", at most 128, with a letter or digit at both ends',
  ])
}
