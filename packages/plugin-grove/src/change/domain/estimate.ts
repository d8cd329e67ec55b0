import type {GroveSet, ReplicaRole} from '../../domain/grove-tree.ts'

export const allParts = (set: GroveSet): readonly ReplicaRole[] => set.replicas.flatMap(({roles}) => roles)

/** How long workers of these roles took to become ready, in the middle; undefined where none tells. */
export function medianReadySeconds(set: GroveSet, roles: readonly string[]): number | undefined {
  const times = allParts(set)
    .filter(({role}) => roles.includes(role.name))
    .flatMap(({workers}) => workers.flatMap(({pods}) => pods))
    .flatMap(({createdAt, readyAt}) =>
      createdAt === undefined || readyAt === undefined ? [] : [(Date.parse(readyAt) - Date.parse(createdAt)) / 1000],
    )
    .filter((seconds) => seconds >= 0)
    .sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)]
}

export const workersOf = (set: GroveSet, role: string): number =>
  allParts(set)
    .filter((part) => part.role.name === role)
    .reduce((sum, {desired}) => sum + desired, 0)

/** Roles roll side by side, the workers of each one after the other. */
export function rollSeconds(set: GroveSet, roles: readonly string[]): number | undefined {
  const times = roleSeconds(set, roles, 1)
  return times && Math.max(0, ...times)
}

/** One role after the other, so many workers of it at a time. */
export function rowSeconds(set: GroveSet, roles: readonly string[], batchSize: number): number | undefined {
  return roleSeconds(set, roles, batchSize)?.reduce((sum, time) => sum + time, 0)
}

function roleSeconds(set: GroveSet, roles: readonly string[], batchSize: number): readonly number[] | undefined {
  const times = roles.map((role) => {
    const each = medianReadySeconds(set, [role])
    return each === undefined ? undefined : each * Math.ceil(workersOf(set, role) / batchSize)
  })
  return times.every((time) => time !== undefined) ? times : undefined
}
