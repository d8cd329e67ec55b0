import type {KubeClient} from '@ome/sdk/kube'
import {planLabel, planName} from '../../domain/deployment-plan.ts'
import type {PlanStore} from '../domain/plan-store.ts'

const configMaps = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true}

export const planStore = (kube: KubeClient): PlanStore => ({
  find: (namespace, name) => kube.get(configMaps, planName(name), {namespace}),
  list: (namespace) =>
    kube.list(configMaps, {labelSelector: planLabel, ...(namespace === undefined ? {} : {namespace})}),
  store: (body) => ({method: 'apply', resource: configMaps, body, force: true}),
  remove: (namespace, name) => ({
    method: 'delete',
    resource: configMaps,
    name: planName(name),
    namespace,
  }),
})
