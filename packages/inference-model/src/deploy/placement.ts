import type {Node} from '../node.ts'

/** A node that may run a pod of the service, with what is free on it. */
export interface Place {
  readonly node: Node
  readonly freeGpus: number
}

export interface Fit {
  /** Replicas that can start now, one pod of `gpusPerPod` each. */
  readonly replicas: number
  readonly places: readonly Place[]
  readonly freeGpus: number
  readonly largestBlock: number
  /** Nodes that match but take no new pods. */
  readonly closed: number
}

/** How many pods of so many GPUs fit on the free GPUs of these nodes; a pod never spans nodes. */
export function fitReplicas(places: readonly Place[], gpusPerPod: number): Fit {
  const usable = places.filter(({node}) => node.schedulable)
  const free = usable.map(({freeGpus}) => Math.max(0, freeGpus))
  return {
    replicas:
      gpusPerPod === 0 ? Number.POSITIVE_INFINITY : free.reduce((sum, gpus) => sum + Math.floor(gpus / gpusPerPod), 0),
    places: usable,
    freeGpus: free.reduce((sum, gpus) => sum + gpus, 0),
    largestBlock: Math.max(0, ...free),
    closed: places.length - usable.length,
  }
}

/** Why so many replicas cannot start now, and where to look; undefined when they can. */
export interface Shortage {
  readonly text: string
  readonly hint: string
}

/** `running` replicas are there already, and `replicas` come on top of them. */
export function shortage(fit: Fit, replicas: number, gpusPerPod: number, running = 0): Shortage | undefined {
  if (fit.replicas >= replicas) return undefined
  const wanted = `${replicas} × ${gpuCount(gpusPerPod)} wanted`
  const matching = fit.places.length + fit.closed
  const closed = `${fit.closed} of ${matching} matching ${matching === 1 ? 'node takes' : 'nodes take'} no new pods: cordoned or not ready`
  const hint =
    fit.closed > 0 ? 'see which nodes take pods: ome get nodes' : 'see what uses the GPUs: ome get accelerators'
  if (fit.places.length === 0) {
    return {text: `no node can run it: ${wanted}, ${fit.closed > 0 ? closed : 'no schedulable node matches'}`, hint}
  }
  const free = `${fit.freeGpus} free on ${fit.places.length} matching ${nodes(fit.places.length)}, at most ${fit.largestBlock} on one`
  return {
    text: `only ${fit.replicas} of ${replicas} ${running > 0 ? 'more ' : ''}replicas fit now: ${wanted}, ${free}${fit.closed > 0 ? `; ${closed}` : ''}`,
    hint,
  }
}

const nodes = (count: number): string => (count === 1 ? 'node' : 'nodes')

export const gpuCount = (gpus: number): string => `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`
