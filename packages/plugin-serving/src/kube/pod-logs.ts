import type {KubeClient} from '@ome/sdk/kube'
import type {PodLogs} from '../domain/pod-logs.ts'

export const podLogs = (kube: KubeClient): PodLogs => ({
  read: (namespace, pod, {follow, previous, since, tail}) =>
    kube.logs(pod, {
      namespace,
      follow,
      previous,
      timestamps: true,
      container: 'ome-container',
      ...(since !== undefined && {sinceSeconds: Math.ceil(since / 1000)}),
      ...(tail !== undefined && {tailLines: tail}),
    }),
})
