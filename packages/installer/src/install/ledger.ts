import type {Lock} from './lock.ts'
import type {Replacement} from './replacement.ts'

/** Hands an id, as words, to a plugin. */
export const withReplacement = (lock: Lock, id: string, row: Omit<Replacement, 'earlier'>): Lock => {
  const earlier = lock.replaces[id]
  return {...lock, replaces: {...lock.replaces, [id]: {...row, ...(earlier ? {earlier} : {})}}}
}

/** Gives an id back to whom it was taken from last. */
export function withoutReplacement(lock: Lock, id: string): Lock {
  const {[id]: row, ...replaces} = lock.replaces
  return {...lock, replaces: row?.earlier ? {...replaces, [id]: row.earlier} : replaces}
}

/** Gives back all that a plugin was handed, also what others took over from it. */
export function withoutWinner(lock: Lock, plugin: string): Lock {
  const kept = Object.entries(lock.replaces).flatMap(([id, row]) => {
    const left = without(row, plugin)
    return left ? [[id, left] as const] : []
  })
  return {...lock, replaces: Object.fromEntries(kept)}
}

/** Gives back what a linked folder was handed, unless a release of the plugin is there to go on with it. */
export const withoutLinkedWinner = (lock: Lock, plugin: string): Lock =>
  lock.plugins[plugin]?.active === undefined ? withoutWinner(lock, plugin) : lock

function without(row: Replacement | undefined, plugin: string): Replacement | undefined {
  if (row === undefined) return undefined
  const earlier = without(row.earlier, plugin)
  if (row.plugin === plugin) return earlier
  const {earlier: _old, ...rest} = row
  const over = row.over === plugin && row.earlier ? (earlier?.plugin ?? row.earlier.over) : row.over
  return {...rest, over, ...(earlier ? {earlier} : {})}
}
