import type {KubeClient} from '@ome/sdk/kube'
import type {Grove} from '../domain/ports.ts'

const tailLines = 500

/** The end of a pod's log and, unless it is of a container that is gone, what follows. */
export const podLogs =
  (kube: KubeClient): Grove['logs'] =>
  ({namespace, name, container, previous}, signal) =>
    kube.logs(name, {
      namespace,
      ...(container !== undefined && {container}),
      previous,
      tailLines,
      follow: !previous,
      signal,
    })
