import {at, fields, list, number} from '@ome/capacity/fields'
import {boundedText} from '@ome/engine-metrics/bounded-text'
import {hasClaim} from '@ome/kaito/claim-check'
import {assumedProfile, type ProfileOverrides} from '@ome/kaito/operator-profile'
import {readOperator} from '@ome/kaito/operator-reader'
import {readSecrets} from '@ome/kaito/secret-reader'
import {toWorkspace} from '@ome/kaito/workspace'
import {ragEngines, workspaces} from '@ome/kinds/kaito'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import type {DeployWorld} from '../domain/deploy-world.ts'
import type {ClusterService} from '../domain/inference-url.ts'

const patienceMs = 5000
const mostBytes = 2 ** 20

export const deployWorld = (kube: KubeClient, overrides: ProfileOverrides): DeployWorld => ({
  isServed: async () => (await kube.resolve('ragengines.kaito.sh')) !== undefined,
  profile: async () => (await readOperator(kube, overrides)) ?? assumedProfile(overrides),
  find: ({namespace, name}) => kube.get(ragEngines, name, {namespace}),
  async workspace(namespace, name) {
    const object = await kube.get(workspaces, name, {namespace})
    return object && toWorkspace(object)
  },
  secrets: (namespace) => readSecrets(kube, namespace),
  hasClaim: (namespace, name) => hasClaim(kube, namespace, name),
  contextWindow: (service) => contextWindow(kube, service),
  create,
})

/** Where no cluster is asked: everything that was named is taken to be there. */
export const offlineWorld = (overrides: ProfileOverrides): DeployWorld => ({
  isServed: async () => true,
  profile: async () => assumedProfile(overrides),
  find: async () => undefined,
  workspace: async () => 'unknown',
  secrets: async () => undefined,
  hasClaim: async () => undefined,
  contextWindow: async () => undefined,
  create,
})

const create = (object: KubeObject): Change => ({
  action: 'create',
  object: {kind: 'RAGEngine', name: object.metadata.name, namespace: object.metadata.namespace ?? ''},
  write: {method: 'apply', resource: ragEngines, body: object},
})

/** Asked in passing: whoever does not answer well or soon leaves it open. */
async function contextWindow(kube: KubeClient, {namespace, name, port}: ClusterService): Promise<number | undefined> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(name)}:${port}/proxy/v1/models`
  try {
    const {status, body} = await kube.request('GET', path, {idleMs: patienceMs})
    const text = await boundedText(body, mostBytes)
    if (status !== 200 || text === undefined) return undefined
    const [first] = list(at(JSON.parse(text), 'data'))
    const tokens = number(fields(first)['max_model_len'])
    return tokens !== undefined && tokens > 0 ? Math.floor(tokens) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    if (isOmeError(error) && error.kind !== 'cancelled' && error.kind !== 'bug') return undefined
    throw error
  }
}
