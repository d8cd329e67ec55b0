import {ifAllowed} from '@ome/inference-model/if-allowed'
import {deployments} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {type ControllerStore, controllerNamespaces, toController} from '../domain/controller.ts'

export const controllerStore = (kube: KubeClient): ControllerStore => ({
  async list() {
    const lists = await Promise.all(
      controllerNamespaces.map((namespace) => ifAllowed(kube.list(deployments, {namespace}))),
    )
    if (lists.every((each) => each === undefined)) return undefined
    return lists.flatMap((each) => each ?? []).map(toController)
  },
})
