import type {KubeClient} from '@ome/sdk/kube'
import type {PodLogs} from '../domain/pod-logs.ts'

export const podLogs = (kube: KubeClient): PodLogs => ({
  read: (namespace, pod, {follow, previous, sinceSeconds, tail}) =>
    kube.logs(pod, {
      namespace,
      follow,
      previous,
      timestamps: true,
      container: 'ome-container',
      ...(sinceSeconds !== undefined && {sinceSeconds}),
      ...(tail !== undefined && {tailLines: tail}),
    }),
})
