import type {KubeClient} from '@ome/sdk/kube'
import type {EngineLogs} from '../domain/engine-logs.ts'

export const engineLogs = (kube: KubeClient, signal: AbortSignal): EngineLogs => ({
  read: ({namespace, pod, container}, {follow, previous, since, tail}) =>
    kube.logs(pod, {
      namespace,
      container,
      follow,
      previous,
      signal,
      ...(since === undefined ? {} : {sinceSeconds: Math.max(1, Math.ceil(since / 1000))}),
      ...(tail === undefined ? {} : {tailLines: tail}),
    }),
})
