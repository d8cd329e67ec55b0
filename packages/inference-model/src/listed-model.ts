import {baseModels, clusterBaseModels, inferenceServices} from '@ome/kinds/ome'
import type {ResourceRef} from '@ome/sdk/kube'
import {type Lists, listOptions, ordered, type Query, type Source} from './lists.ts'
import {agentReports, type Model, toModel} from './model.ts'
import {toNode} from './node.ts'
import {type Service, toServices} from './service.ts'

const core = (plural: string, namespaced: boolean): ResourceRef => ({group: '', version: 'v1', plural, namespaced})

/** A model, and who uses it. */
export interface ListedModel extends Model {
  /** `namespace/name` of the services that use it. */
  readonly usedBy: readonly string[]
}

/** The collections that {@link listedModels} is made of, in its order. */
export const modelSources = (query: Query): Source[] => [
  {resource: baseModels, options: listOptions(query), main: true},
  {resource: clusterBaseModels, options: listOptions(query), main: true},
  {resource: core('nodes', false)},
  {resource: core('configmaps', true), options: {labelSelector: 'models.ome/basemodel-status=true'}},
  {resource: inferenceServices},
]

/** The models of both scopes with the state of their nodes and their users. */
export function listedModels({
  lists: [own = [], wide = [], machines = [], reports = [], users = []],
  readable,
}: Lists): readonly ListedModel[] {
  const around = {
    ...(readable[2] ? {nodes: machines.map(toNode)} : {}),
    ...(readable[3] ? {reports: agentReports(reports)} : {}),
  }
  const found = [...own, ...wide].map((object) => toModel(object, around))
  const services = toServices(users, {workloads: [], pods: []})
  return ordered(found.map((model) => ({...model, usedBy: usersOf(model, services, found)})))
}

/** The services that use a model: by name, in its namespace or, for a cluster-wide one not hidden by another, anywhere. */
export function usersOf(model: Model, services: readonly Service[], models: readonly Model[]): readonly string[] {
  return services
    .filter((service) => service.model !== undefined && resolvesTo(model, service, models))
    .map(({namespace, name}) => `${namespace}/${name}`)
    .sort()
}

function resolvesTo(model: Model, service: Service, models: readonly Model[]): boolean {
  if (service.model?.name !== model.name) return false
  if (model.scope === 'namespace') return model.namespace === service.namespace
  if (service.model.kind === 'ClusterBaseModel') return true
  return !models.some(({name, namespace}) => name === model.name && namespace === service.namespace)
}
