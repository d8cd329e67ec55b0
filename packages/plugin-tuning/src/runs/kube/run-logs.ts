import type {KubeClient} from '@ome/sdk/kube'
import type {RunLogs} from '../domain/run.ts'

export const runLogs = (kube: KubeClient): RunLogs => ({
  read: (namespace, pod, {container, follow, previous, tail, since}) =>
    kube.logs(pod, {
      namespace,
      container,
      ...(follow !== undefined && {follow}),
      ...(previous !== undefined && {previous}),
      ...(tail !== undefined && {tailLines: tail}),
      ...(since !== undefined && {sinceSeconds: Math.ceil(since / 1000)}),
    }),
})
