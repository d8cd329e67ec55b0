import type {ApiObject} from '../api.ts'

export const completionIndex = 'batch.kubernetes.io/job-completion-index'

/** The index of a pod of an Indexed Job; -1 without one. */
export function indexOf(pod: ApiObject): number {
  const text = pod.metadata.annotations?.[completionIndex]
  const index = Number(text ?? Number.NaN)
  return Number.isInteger(index) && index >= 0 ? index : -1
}

/** Indexes as a Job writes them: `0-2,5`. */
export function writeIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b)
  const parts: string[] = []
  for (let at = 0; at < sorted.length; at++) {
    const first = sorted[at] ?? 0
    while (sorted[at + 1] === (sorted[at] ?? 0) + 1) at++
    const last = sorted[at] ?? first
    parts.push(last === first ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`)
  }
  return parts.join(',')
}

/** The inverse of {@link writeIndexes}; what is no number is left out. */
export function readIndexes(text: unknown): Set<number> {
  const indexes = new Set<number>()
  for (const part of typeof text === 'string' && text !== '' ? text.split(',') : []) {
    const [first = Number.NaN, last = first] = part.split('-').map(Number)
    for (let index = first; index <= last; index++) indexes.add(index)
  }
  return indexes
}
