import type {ServiceStore} from '@ome/inference-model/service-store'

export interface ReplicaCount {
  readonly ready: number
  readonly restarts: number
}

/** Replicas of a service as they are now. */
export async function findReplicas(
  services: ServiceStore,
  {namespace, name}: {readonly namespace: string; readonly name: string},
): Promise<ReplicaCount | undefined> {
  const service = await services.find(namespace, name)
  return (
    service && {
      ready: service.pods.filter(({ready}) => ready).length,
      restarts: service.pods.reduce((sum, {restarts}) => sum + restarts, 0),
    }
  )
}
