import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import type {LoggedPod, PodLogs} from '../domain/pod-logs.ts'

const lastRunLines = 40

export const podLogs = (kube: KubeClient): PodLogs => ({
  read: (namespace, pod, {follow, previous, since, sinceTime, tail}) =>
    kube.logs(pod.name, {
      namespace,
      follow,
      previous,
      timestamps: true,
      container: containerOf(pod),
      ...(sinceTime !== undefined ? {sinceTime} : since !== undefined && {sinceSeconds: Math.ceil(since / 1000)}),
      ...(tail !== undefined && {tailLines: tail}),
    }),
  async lastRun(namespace, {previous, ...pod}) {
    const lines: string[] = []
    const options = {namespace, previous, tailLines: lastRunLines, container: containerOf(pod)}
    try {
      for await (const line of kube.logs(pod.name, options)) lines.push(line)
    } catch (error) {
      if (!isOmeError(error) || !['denied', 'not-found', 'failed'].includes(error.kind)) throw error
    }
    return lines
  },
})

/** OME names the main container of routers differently from all others. */
const containerOf = ({component, container}: LoggedPod): string =>
  container ?? (component === 'router' ? 'router' : 'ome-container')
