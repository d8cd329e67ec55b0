import {at, text} from '@ome/capacity/fields'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {ScalingWorld} from '../domain/scaling-world.ts'

const autoscalers: ResourceRef = {
  group: 'autoscaling',
  version: 'v2',
  plural: 'horizontalpodautoscalers',
  namespaced: true,
}

const owners = new Set(['InferenceService', 'ScaledObject'])

export const scalingWorld = (kube: KubeClient): ScalingWorld => ({
  hasKeda: async () => (await kube.resolve('scaledobjects.keda.sh')) !== undefined,
  async rivals(namespace, workload) {
    const found = (await ifAllowed(kube.list(autoscalers, {namespace}))) ?? []
    return found
      .filter((each) => text(at(each, 'spec', 'scaleTargetRef', 'name')) === workload && !isOfOme(each))
      .map(({metadata}) => metadata.name)
  },
})

/** OME's own, or KEDA's for it. */
const isOfOme = ({metadata}: KubeObject): boolean =>
  (metadata.ownerReferences ?? []).some(({kind}) => owners.has(kind)) ||
  metadata.labels?.['ome.io/inferenceservice'] !== undefined
