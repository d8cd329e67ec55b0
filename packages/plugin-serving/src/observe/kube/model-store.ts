import {ifAllowed} from '@ome/inference-model/if-allowed'
import {agentReports, type Model, toModel} from '@ome/inference-model/model'
import {baseModels, clusterBaseModels} from '@ome/kinds/ome'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'
import type {ModelFinding, ModelStore} from '../domain/model-finding.ts'

/** A model that is ready is read once per command: a followed service asks for it after every change. */
export function modelStore(kube: KubeClient): ModelStore {
  const read = new Map<string, Promise<ModelFinding>>()
  return {
    async find(name, kind, namespace, perNode = false) {
      const key = `${kind}/${namespace}/${name}`
      const reading = read.get(key) ?? load(kube, name, kind, namespace, perNode)
      read.set(key, reading)
      const found = await reading
      if (found.state !== 'found' || found.model.status !== 'Ready') read.delete(key)
      return found
    },
  }
}

const load = async (kube: KubeClient, ...[name, kind, namespace, perNode = false]: Parameters<ModelStore['find']>) => {
  const own =
    kind === 'ClusterBaseModel' ? absent : await finding(kube, kube.get(baseModels, name, {namespace}), perNode)
  if (own.state === 'found' || kind === 'BaseModel') return own
  const shared = await finding(kube, kube.get(clusterBaseModels, name), perNode)
  return shared.state === 'gone' ? own : shared
}

const absent: ModelFinding = {state: 'gone'}

/** Whether there is one, unless it may not be read. */
async function finding(
  kube: KubeClient,
  reading: Promise<KubeObject | undefined>,
  perNode: boolean,
): Promise<ModelFinding> {
  const found = await ifAllowed(reading.then((object) => ({object})))
  if (!found) return {state: 'hidden'}
  return found.object ? {state: 'found', model: await withReports(kube, found.object, perNode)} : absent
}

const configMaps: ResourceRef = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

/** Only of a model that is not ready the reports of the nodes tell more than its status. */
async function withReports(kube: KubeClient, object: KubeObject, perNode: boolean): Promise<Model> {
  // Whether this version serves volumes is not known here: such a model counts as on its way.
  const model = toModel(object, {servesPvc: true})
  if (!perNode || model.status === 'Ready' || model.status === 'Stuck') return model
  const reports = await ifAllowed(kube.list(configMaps, {labelSelector: 'models.ome/basemodel-status=true'}))
  return reports ? toModel(object, {servesPvc: true, reports: agentReports(reports)}) : model
}
