import {at, list, text, texts} from '@ome/capacity/fields'
import {toAccelerators} from '@ome/inference-model/accelerator'
import {readGeneration} from '@ome/inference-model/generation'
import {ifAllowed} from '@ome/inference-model/if-allowed'
import {agentReports, toModel} from '@ome/inference-model/model'
import {toNode, usedGpus} from '@ome/inference-model/node'
import {toRuntime} from '@ome/inference-model/runtime'
import {toServices} from '@ome/inference-model/service'
import {
  acceleratorClasses,
  baseModels,
  clusterBaseModels,
  clusterServingRuntimes,
  inferenceServices,
  servingRuntimes,
} from '@ome/kinds/ome'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ListOptions, ResourceRef} from '@ome/sdk/kube'
import type {Agent, Cluster, ClusterFacts, FactsOptions, ModelFacts, SecretFound} from '../domain/cluster.ts'

const core = (plural: string): ResourceRef => ({group: '', version: 'v1', plural})
const daemonSets: ResourceRef = {group: 'apps', version: 'v1', plural: 'daemonsets', namespaced: true}
const agentName = 'ome-model-agent-daemonset'
const agentReportLabel = 'models.ome/basemodel-status=true'

/** Reads the cluster through its API server. */
export const cluster = (kube: KubeClient): Cluster => ({
  models: (namespace) => modelFacts(kube, namespace),
  facts: (namespace, options) => facts(kube, namespace, options),
  agent: () => agent(kube),
  secret: (namespace, name) => secret(kube, namespace, name),
  generation: () => readGeneration(kube),
})

type Read = (resource: ResourceRef, options?: ListOptions) => Promise<readonly KubeObject[] | undefined>

/** Reads what may be read, and remembers what may not. */
function reader(kube: KubeClient): {readonly read: Read; readonly unread: string[]} {
  const unread: string[] = []
  return {
    unread,
    async read(resource, options) {
      const found = await ifAllowed(kube.list(resource, options))
      if (!found) unread.push(resource.plural)
      return found
    },
  }
}

/** Reads what lies in the namespace, if there is one. */
const within =
  (read: Read, namespace: string | undefined): Read =>
  async (resource) =>
    namespace === undefined ? [] : read(resource, {namespace})

async function modelFacts(kube: KubeClient, namespace: string | undefined, everywhere = false): Promise<ModelFacts> {
  await requireOme(kube)
  const {read, unread} = reader(kube)
  const own = within(read, namespace)
  const [shared, mine, machines, reports] = await Promise.all([
    read(clusterBaseModels),
    everywhere && namespace === undefined ? ifAllowed(kube.list(baseModels)) : own(baseModels),
    read(core('nodes')),
    read(core('configmaps'), {labelSelector: agentReportLabel}),
  ])
  const nodes = machines?.map(toNode)
  const around = {...(nodes && {nodes}), ...(reports && {reports: agentReports(reports)})}
  const models = [...(mine ?? []), ...(shared ?? [])].map((object) => toModel(object, around))
  return {models, ...(nodes && {nodes}), unread}
}

async function facts(
  kube: KubeClient,
  namespace: string | undefined,
  {users = false, everywhere = false}: FactsOptions = {},
): Promise<ClusterFacts> {
  await requireOme(kube)
  const {read, unread} = reader(kube)
  const own = within(read, namespace)
  const [known, runtimes, ownRuntimes, classes, pods, services] = await Promise.all([
    modelFacts(kube, namespace, everywhere),
    read(clusterServingRuntimes),
    own(servingRuntimes),
    read(acceleratorClasses),
    read(core('pods'), {fieldSelector: 'spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed'}),
    users ? read(inferenceServices) : undefined,
  ])
  const used = pods && usedGpus(pods)
  return {
    ...known,
    runtimes: [...(ownRuntimes ?? []), ...(runtimes ?? [])].map(toRuntime),
    accelerators: toAccelerators(classes ?? [], {nodes: known.nodes ?? [], used: used ?? new Map()}),
    ...(used && {used}),
    ...(services && {services: toServices(services, {workloads: [], pods: []})}),
    unread: [...known.unread, ...unread],
  }
}

async function requireOme(kube: KubeClient): Promise<void> {
  if (await kube.resolve('clusterbasemodels.ome.io')) return
  throw new OmeError(
    'not-found',
    `OME is not installed in context "${kube.contextName ?? kube.server}": the server has no group ome.io`,
    ['try it without a cluster: ome sandbox up'],
  )
}

async function agent(kube: KubeClient): Promise<Agent> {
  const byName = {fieldSelector: `metadata.name=${agentName}`}
  const found =
    (await ifAllowed(kube.list(daemonSets, byName))) ??
    (await ifAllowed(kube.list(daemonSets, {...byName, namespace: 'ome'})))
  const [daemonSet] = found ?? []
  const hostPath = daemonSet && modelFolder(at(daemonSet, 'spec', 'template', 'spec'))
  return {
    namespace: daemonSet?.metadata.namespace ?? 'ome',
    ...(found && {runs: daemonSet !== undefined}),
    ...(hostPath !== undefined && {hostPath}),
  }
}

/** The agent is told its folder by `--models-root-dir`; the host path behind that mount is what models use. */
function modelFolder(podSpec: unknown): string | undefined {
  const words = list(at(podSpec, 'containers')).flatMap((container) => [
    ...texts(at(container, 'command')),
    ...texts(at(container, 'args')),
  ])
  const flag = words.findIndex((word) => /^--models-root-dir(=|$)/.test(word))
  const named = flag < 0 ? undefined : (words[flag]?.split('=')[1] ?? words[flag + 1])
  const paths = list(at(podSpec, 'volumes'))
    .map((volume) => text(at(volume, 'hostPath', 'path')))
    .filter((path) => path !== undefined)
  return paths.find((path) => path === named) ?? named ?? paths.find((path) => path.includes('models')) ?? paths[0]
}

async function secret(kube: KubeClient, namespace: string, name: string): Promise<SecretFound> {
  try {
    const object = await kube.get(core('secrets'), name, {namespace})
    if (!object) return {found: 'no'}
    const data = Object.entries(object['data'] ?? {})
    const [key, value] = data.find(([each]) => each === 'token') ?? (data.length === 1 ? (data[0] ?? []) : [])
    return {found: 'yes', key: key ?? 'token', token: typeof value === 'string' ? decoded(value) : undefined}
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return {found: 'unknown'}
    throw error
  }
}

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8').trim()
