import type {Activities} from '../activity.ts'
import type {ApiObject} from '../api.ts'
import {containerUsage, coreSeconds} from '../container-usage.ts'
import {pods} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {Incoming} from './sample-store.ts'

interface Container {
  readonly name: string
  readonly image: string
  readonly resources?: {readonly limits?: Record<string, string>; readonly requests?: Record<string, string>}
}

/** What the kubelets' cAdvisor counts for the containers that run: CPU seconds and memory. */
export function containerMetrics({api, activity}: World, time: number, begun: number): Incoming[] {
  return api.list(pods).flatMap((pod) => (pod.status?.phase === 'Running' ? ofPod(activity, pod, time, begun) : []))
}

function ofPod(activity: Activities, pod: ApiObject, time: number, begun: number): Incoming[] {
  const started = Date.parse(pod.status.startTime ?? pod.metadata.creationTimestamp ?? '')
  const since = Math.max(begun, started)
  const containers: readonly Container[] = pod.spec.containers ?? []
  return containers.flatMap((container) => {
    const labels = {
      job: 'kubelet',
      metrics_path: '/metrics/cadvisor',
      node: String(pod.spec.nodeName),
      namespace: pod.metadata.namespace ?? '',
      pod: pod.metadata.name,
      container: container.name,
      image: container.image,
    }
    const {bytes} = containerUsage(activity, pod, container, time)
    const one = (name: string, value: number, isCounter: boolean): Incoming => ({
      labels: {...labels, __name__: name},
      value,
      isCounter,
      since,
    })
    return [
      one('container_cpu_usage_seconds_total', coreSeconds(activity, pod, container, started, time), true),
      one('container_memory_working_set_bytes', Math.round(bytes), false),
    ]
  })
}
