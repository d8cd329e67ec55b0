import {ifAllowed} from '@ome/inference-model/if-allowed'
import {toServicePod} from '@ome/inference-model/service-pod'
import {pods} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {warningsOf} from '../../kube/warnings.ts'
import type {WantedService} from '../domain/served-service.ts'
import type {ServiceWorld} from '../domain/service-world.ts'

const labels: Readonly<Record<WantedService['product'], string>> = {
  KServe: 'serving.kserve.io/inferenceservice',
  OME: 'ome.io/inferenceservice',
}

export const serviceWorld = (kube: KubeClient): ServiceWorld => ({
  get: ({resource, object}) => kube.get(resource, object.metadata.name, scopeOf(object)),
  async pods({product, object}) {
    const labelSelector = `${labels[product]}=${object.metadata.name}`
    const found = await ifAllowed(kube.list(pods, {...scopeOf(object), labelSelector}))
    return (found ?? []).map((pod) => toServicePod(pod))
  },
  warnings: ({object: {metadata}}) => warningsOf(kube, metadata.namespace ?? '', metadata.name),
  apply: ({resource, object}) => ({method: 'apply', resource, body: object}),
})

const scopeOf = ({metadata}: WantedService['object']): {namespace: string} => ({namespace: metadata.namespace ?? ''})
