import {
  acceleratorClasses,
  baseModels,
  clusterBaseModels,
  clusterServingRuntimes,
  inferenceServices,
  servingRuntimes,
} from '@ome/kinds/ome'
import type {PriceSource} from '@ome/pricing/quote'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import {toAccelerators} from '../accelerator.ts'
import {ifAllowed} from '../if-allowed.ts'
import {agentReports, toModel} from '../model.ts'
import {toNode, usedGpus} from '../node.ts'
import {toRuntime} from '../runtime.ts'
import {requireOme} from './ome-presence.ts'
import {toGpuQuotas} from './quota.ts'
import type {DeployWorld, ExistingService} from './request.ts'
import type {Machines} from './room.ts'

const nodes: ResourceRef = {group: '', version: 'v1', plural: 'nodes', namespaced: false}
const namespaces: ResourceRef = {group: '', version: 'v1', plural: 'namespaces', namespaced: false}
const quotas: ResourceRef = {group: '', version: 'v1', plural: 'resourcequotas', namespaced: true}
const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}
const agentsOnly = {labelSelector: 'models.ome/basemodel-status=true'}
const pods: ResourceRef = {group: '', version: 'v1', plural: 'pods', namespaced: true}

/** `ownPrices`: those of the person. */
export const deployWorld = (
  kube: KubeClient,
  ownPrices: () => Promise<PriceSource | undefined> = async () => undefined,
): DeployWorld => ({
  machines: () => machines(kube, ownPrices),
  async facts(namespace, {withConfigurations = false} = {}) {
    await requireOme(kube)
    const [own, shared, ownRuntimes, sharedRuntimes, around, granted, withoutNamespace, told] = await Promise.all([
      kube.list(baseModels, {namespace}),
      kube.list(clusterBaseModels),
      kube.list(servingRuntimes, {namespace}),
      kube.list(clusterServingRuntimes),
      machines(kube, ownPrices),
      ifAllowed(kube.list(quotas, {namespace})),
      ifAllowed(kube.get(namespaces, namespace).then((found) => found === undefined)),
      withConfigurations ? ifAllowed(kube.list(configMaps, agentsOnly)) : undefined,
    ])
    const reports = told && agentReports(told)
    return {
      ...around,
      models: [...own, ...shared].map((object) => toModel(object, reports && {reports})),
      runtimes: [...ownRuntimes, ...sharedRuntimes].map(toRuntime),
      quotas: (granted ?? []).flatMap(toGpuQuotas),
      withoutNamespace: withoutNamespace ?? false,
    }
  },
  async existing(namespace, name) {
    const object = await kube.get(inferenceServices, name, {namespace})
    return object && existing(object)
  },
  async all(namespace) {
    const objects = await kube.list(inferenceServices, {namespace})
    return new Map(objects.map((object) => [object.metadata.name, existing(object)]))
  },
})

async function machines(kube: KubeClient, ownPrices: () => Promise<PriceSource | undefined>): Promise<Machines> {
  const [classes, found, running, prices] = await Promise.all([
    ifAllowed(kube.list(acceleratorClasses)),
    ifAllowed(kube.list(nodes)),
    ifAllowed(kube.list(pods)),
    ownPrices(),
  ])
  const known = found?.map(toNode)
  const used = running && usedGpus(running)
  return {
    accelerators: toAccelerators(classes ?? [], {nodes: known ?? [], used: used ?? new Map()}),
    ...(known && {nodes: known}),
    ...(used && {used}),
    ...(prices && {prices}),
  }
}

function existing(object: KubeObject): ExistingService {
  const field = (at: readonly string[]): unknown =>
    at.reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      object,
    )
  const model = field(['spec', 'model', 'name'])
  return {field, uid: object.metadata.uid ?? '', ...(typeof model === 'string' && {model})}
}
