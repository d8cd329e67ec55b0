import type {GrovePod} from './grove-pod.ts'
import type {ReplicaRole} from './grove-tree.ts'

/** `decode-3`; in a worker of several pods the clique follows, and its index where the worker has more of the clique. */
export function podLabels(roles: readonly ReplicaRole[]): (pod: GrovePod) => string {
  const labels = new Map<string, string>()
  for (const {role, workers} of roles)
    for (const worker of workers)
      for (const pod of worker.pods) labels.set(pod.uid, podLabel(role, worker.label, pod, worker.pods))
  return (pod) => labels.get(pod.uid) ?? pod.name
}

export function podLabel(
  {kind, podsPerWorker}: {readonly kind: string; readonly podsPerWorker: number},
  worker: string,
  pod: GrovePod,
  pods: readonly GrovePod[],
): string {
  if (kind === 'PodClique' || podsPerWorker === 1) return worker
  const isOnly = pods.filter(({cliqueName}) => cliqueName === pod.cliqueName).length === 1
  return `${worker}-${pod.cliqueName}${isOnly ? '' : `-${pod.index}`}`
}
