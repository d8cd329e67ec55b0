import {ifAllowed} from '@ome/inference-model/if-allowed'
import {tensorboards, virtualServices} from '@ome/kinds/kubeflow'
import {deployments, persistentVolumeClaims, services} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import type {BoardWorld} from '../domain/board-world.ts'

const children = [deployments, services, virtualServices]

export const boardWorld = (kube: KubeClient): BoardWorld => ({
  get: (namespace, name) => kube.get(tensorboards, name, {namespace}),
  async inTheWay(namespace, name) {
    const found = await Promise.all(children.map((kind) => ifAllowed(kube.get(kind, name, {namespace}))))
    return found.flatMap((object, index) => {
      const isChild = object?.metadata.ownerReferences?.some(({kind}) => kind === tensorboards.kind)
      return object === undefined || isChild ? [] : [`${children[index]?.kind.toLowerCase()}/${name}`]
    })
  },
  claims: async (namespace) =>
    (await ifAllowed(kube.list(persistentVolumeClaims, {namespace})))?.map(({metadata}) => metadata.name),
  create: (body) => ({method: 'create', resource: tensorboards, body}),
})
