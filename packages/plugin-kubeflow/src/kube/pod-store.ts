import {pods} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {type PodStore, podSelector, toObjectPod} from '../domain/object-pod.ts'

export const podStore = (kube: KubeClient): PodStore => ({
  async of(object) {
    const labelSelector = podSelector(object)
    if (labelSelector === undefined || object.namespace === undefined) return []
    const found = await kube.list(pods, {namespace: object.namespace, labelSelector})
    return found.map(toObjectPod).sort((left, right) => right.createdAt.localeCompare(left.createdAt))
  },
})
