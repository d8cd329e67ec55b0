import {ifAllowed} from '@ome/inference-model/if-allowed'
import {pods} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {type PodStore, podLabel, podSelector, toObjectPod} from '../domain/object-pod.ts'

/** More than that would make the address of the request too long for a proxy. */
const mostNames = 40

export const podStore = (kube: KubeClient): PodStore => ({
  async of(object) {
    const labelSelector = podSelector(object)
    if (labelSelector === undefined || object.namespace === undefined) return []
    const found = await kube.list(pods, {namespace: object.namespace, labelSelector})
    return found.map(toObjectPod).sort((left, right) => right.createdAt.localeCompare(left.createdAt))
  },
  async among(kind, names, namespace) {
    const label = podLabel(kind)
    const labelSelector = names.length > mostNames ? label : `${label} in (${names.join(',')})`
    const found = await ifAllowed(kube.list(pods, {labelSelector, ...(namespace !== undefined && {namespace})}))
    return (found ?? []).map((pod) => ({
      name: pod.metadata.labels?.[label] ?? '',
      namespace: pod.metadata.namespace ?? '',
      pod: toObjectPod(pod),
    }))
  },
})
