import type {Node} from '@ome/inference-model/node'

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
  }
}

/** The warning for a deployment that cannot start all its replicas now; undefined when it can. */
export function shortage(fit: Fit, replicas: number, gpusPerPod: number): string | undefined {
  if (fit.replicas >= replicas) return undefined
  const wanted = `${replicas} × ${gpuCount(gpusPerPod)}`
  if (fit.places.length === 0) return `no node can run it: ${wanted} wanted, no schedulable node matches`
  return `only ${fit.replicas} of ${replicas} replicas fit now: ${wanted} wanted, ${fit.freeGpus} free on ${fit.places.length} matching ${fit.places.length === 1 ? 'node' : 'nodes'}, at most ${fit.largestBlock} on one`
}

export const gpuCount = (gpus: number): string => `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}`
