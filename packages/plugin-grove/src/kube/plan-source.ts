import {configMaps} from '@ome/kinds/kubernetes'
import type {KubeClient} from '@ome/sdk/kube'
import {type PlanSource, planLabel, planName, toPlan} from '../domain/deployment-plan.ts'

export const planSource = (kube: KubeClient): PlanSource => ({
  async find(namespace, name) {
    const object = await kube.get(configMaps, planName(name), {namespace})
    return object && toPlan(object)
  },
  async list(namespace) {
    const objects = await kube.list(configMaps, {namespace, labelSelector: planLabel})
    return objects.flatMap((object) => toPlan(object) ?? [])
  },
})
