/** What every row may know. Absent: not known, which is no 0. */
export interface Loaded {
  readonly name: string
  readonly namespace?: string
  readonly cores?: number
  readonly memoryBytes?: number
  readonly gpus?: number
  readonly gpuUtilization?: number
}

export interface ServiceRow extends Loaded {
  readonly namespace: string
  readonly readyReplicas: number
  readonly replicas: number
  /** The fullest of its engines, in percent. */
  readonly kvCache?: number
  readonly running?: number
  readonly waiting?: number
}

export interface NodeRow extends Loaded {
  readonly pods?: number
  readonly used?: number
  readonly free?: number
  readonly product?: string
}

export interface PodRow extends Loaded {
  readonly namespace: string
  readonly node?: string
}

const shared = {
  name: ({name}: Loaded) => name,
  cpu: ({cores}: Loaded) => cores,
  memory: ({memoryBytes}: Loaded) => memoryBytes,
  gpus: ({gpus}: Loaded) => gpus,
  'gpu-util': ({gpuUtilization}: Loaded) => gpuUtilization,
}

type Key<Row> = (row: Row) => string | number | undefined

export const serviceKeys: Readonly<Record<string, Key<ServiceRow>>> = {
  ...shared,
  'kv-cache': ({kvCache}) => kvCache,
  running: ({running}) => running,
  waiting: ({waiting}) => waiting,
}
export const nodeKeys: Readonly<Record<string, Key<NodeRow>>> = {
  ...shared,
  pods: ({pods}) => pods,
  used: ({used}) => used,
  free: ({free}) => free,
}
export const podKeys: Readonly<Record<string, Key<PodRow>>> = {...shared}

/** The largest first, names from the beginning; what is not known comes last. */
export function sorted<Row extends Loaded>(
  rows: readonly Row[],
  word: string | undefined,
  keys: Readonly<Record<string, Key<Row>>>,
): readonly Row[] {
  const byName = [...rows].sort((left, right) => compare(placeOf(left), placeOf(right)))
  const key = word === undefined || word === 'name' ? undefined : keys[word]
  if (!key) return byName
  const rank = (row: Row): number => Number(key(row) ?? Number.NEGATIVE_INFINITY)
  return byName.sort((left, right) => (rank(left) === rank(right) ? 0 : rank(right) - rank(left)))
}

const placeOf = ({namespace = '', name}: Loaded): string => `${namespace}/${name}`

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
