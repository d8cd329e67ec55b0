import {generationOf} from '@ome/inference-model/generation'
import {readLists} from '@ome/inference-model/lists'
import {agentReports, toModel} from '@ome/inference-model/model'
import {toNode} from '@ome/inference-model/node'
import {baseModels, clusterBaseModels} from '@ome/kinds/ome'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, ResourceRef} from '@ome/sdk/kube'
import {type ClusterFacts, stackNamespace} from '../domain/health.ts'
import type {Catalogue} from '../domain/listing.ts'

const core = (plural: string, namespaced = true): ResourceRef => ({group: '', version: 'v1', plural, namespaced})
const apps = (plural: string): ResourceRef => ({group: 'apps', version: 'v1', plural, namespaced: true})
const slices: ResourceRef = {group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', namespaced: true}
const own = {namespace: stackNamespace}

/** Reads what a check of the cluster looks at, in one round of requests. What may not be read is left out and named. */
export async function clusterFacts(kube: KubeClient, catalogue: Catalogue): Promise<ClusterFacts> {
  const [{gitVersion}, ready, resources, found, services] = await Promise.all([
    kube.version(),
    isReady(kube),
    kube.resources(),
    readLists(kube, [
      {resource: apps('deployments'), options: own},
      {resource: apps('daemonsets'), options: own},
      {resource: slices, options: {...own, labelSelector: 'kubernetes.io/service-name=ome-webhook-server-service'}},
      {resource: core('nodes', false)},
      {resource: baseModels},
      {resource: clusterBaseModels},
      {resource: core('configmaps'), options: {labelSelector: 'models.ome/basemodel-status=true'}},
    ]),
    readServices(catalogue),
  ])
  const [deployments = [], daemonSets = [], endpoints = [], nodes = [], models = [], wide = [], reports = []] =
    found.lists
  const generation = generationOf(resources, deployments)
  const machines = nodes.map(toNode)
  const around = {nodes: machines, reports: agentReports(reports)}
  return {
    version: gitVersion,
    ready,
    resources,
    ...(generation && {generation: generation.name}),
    ...(found.readable[0] && found.readable[1] ? {workloads: [...deployments, ...daemonSets]} : {}),
    ...(found.readable[2] ? {webhookEndpoints: endpoints} : {}),
    ...(found.readable[3] ? {nodes: machines} : {}),
    ...(found.readable[4] || found.readable[5]
      ? {models: [...models, ...wide].map((each) => toModel(each, around))}
      : {}),
    ...(services ? {services} : {}),
    unreadable: found.unreadable,
  }
}

async function isReady(kube: KubeClient): Promise<boolean> {
  const answer = await kube.request('GET', '/readyz')
  for await (const _ of answer.body);
  return answer.status < 400
}

async function readServices(catalogue: Catalogue): Promise<ClusterFacts['services']> {
  try {
    return (await catalogue.services.list({})).items
  } catch (error) {
    // A cluster without OME, or without the right: other checks say so.
    if (!isOmeError(error) || (error.kind !== 'not-found' && error.kind !== 'denied')) throw error
    return undefined
  }
}
