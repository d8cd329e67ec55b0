import {at, list, text} from '@ome/capacity/fields'
import {type ServicePod, toServicePod} from '@ome/inference-model/service-pod'
import type {KubeObject} from '@ome/sdk/kube'

/** A pod that KAITO runs for an object. */
export interface KaitoPod extends Omit<ServicePod, 'component'> {
  readonly namespace: string
  /** Workspace or RAGEngine it belongs to. */
  readonly owner: string
  /** Its engine, training or RAG service: KAITO names that container as the object. */
  readonly container: string
  /** Init containers and sidecars, in their order. */
  readonly otherContainers: readonly string[]
  /** Of a model on several nodes only the first pod answers requests. */
  readonly leads: boolean
}

export function toKaitoPod(pod: KubeObject): KaitoPod {
  const {labels = {}, namespace = ''} = pod.metadata
  const {component: _, ...read} = toServicePod(pod)
  const names = (key: string): readonly string[] =>
    list(at(pod, 'spec', key)).flatMap((each) => text(at(each, 'name')) ?? [])
  const containers = names('containers')
  const owner = labels['kaito.sh/workspace'] ?? labels['kaito.sh/ragengine'] ?? ''
  const container = containers.includes(owner) ? owner : (containers[0] ?? '')
  return {
    ...read,
    namespace,
    owner,
    container,
    otherContainers: [...names('initContainers'), ...containers.filter((name) => name !== container)],
    leads: (labels['apps.kubernetes.io/pod-index'] ?? '0') === '0',
  }
}
