import {deleter, untilGone} from '@ome/inference-model/deleter'
import type {KubeClient} from '@ome/sdk/kube'
import {type ModelObjects, resourceOf} from '../domain/model-objects.ts'

export const modelObjects = (kube: KubeClient, signal: AbortSignal): ModelObjects => ({
  find: (model) =>
    kube.get(resourceOf(model), model.name, model.namespace === undefined ? {} : {namespace: model.namespace}),
  deleter,
  untilGone: (plan) => untilGone(kube, plan, signal),
})
