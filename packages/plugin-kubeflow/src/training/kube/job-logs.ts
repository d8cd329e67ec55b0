import type {KubeClient} from '@ome/sdk/kube'
import type {JobLogs} from '../domain/job-logs.ts'

export const jobLogs = (kube: KubeClient): JobLogs => ({
  read: (namespace, {name, container}, {follow, previous, since, sinceTime, tail}) =>
    kube.logs(name, {
      namespace,
      container,
      follow,
      previous,
      timestamps: true,
      ...(sinceTime !== undefined
        ? {sinceTime}
        : since !== undefined && {sinceSeconds: Math.max(1, Math.ceil(since / 1000))}),
      ...(tail !== undefined && {tailLines: tail}),
    }),
})
