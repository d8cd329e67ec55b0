import type {KubeObject} from '@ome/sdk/kube'
import {cluster, type TestCluster, type TestClusterOptions} from '@ome/testkit/cluster'
import {type CommandClass, type RunOptions, type RunResult, run} from '@ome/testkit/run'

const services = {group: 'ome.io', plural: 'inferenceservices'}

export interface TestWorld extends TestCluster {
  run(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  /** Runs a command that waits, while time passes in the cluster. */
  pass(command: CommandClass, argv: readonly string[], options?: RunOptions): Promise<RunResult>
  service(name: string): KubeObject | undefined
  /** Makes a service the short way and waits until all its replicas are ready. */
  serve(name: string, replicas?: number): Promise<void>
}

/** The scenario's cluster; the default has GPUs, OME and two models on its nodes, `mistral-7b` and `llama-3-1-8b-instruct`. */
export async function world(options: TestClusterOptions = {}): Promise<TestWorld> {
  const {scenario = 'quickstart', objects = []} = options
  const own = scenario === 'quickstart' ? [mistral, llama] : []
  const made = await cluster({...options, scenario, objects: [...own, ...objects]})
  const {api} = made
  const models = {group: 'ome.io', plural: 'clusterbasemodels'}
  await made.until(() =>
    own.every(({metadata}) => api.get(models, metadata.name)?.['status']?.nodesReady?.length === 9),
  )
  const runHere: TestWorld['run'] = (command, argv, more = {}) =>
    run(command, argv, {kube: made.kube, now: made.now, plugin: 'serving', ...more})
  return {
    ...made,
    run: runHere,
    pass: (command, argv, more) => made.during(runHere(command, argv, more)),
    service: (name) => api.get(services, name, 'default'),
    async serve(name, replicas = 1) {
      api.create(services, inferenceService(name, replicas))
      const deployments = {group: 'apps', plural: 'deployments'}
      await made.until(() => api.get(deployments, `${name}-engine`, 'default')?.['status']?.readyReplicas === replicas)
    },
  }
}

export const inferenceService = (name: string, replicas = 1, annotations: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'InferenceService',
  metadata: {name, namespace: 'default', annotations},
  spec: {
    model: {name: 'mistral-7b', kind: 'ClusterBaseModel'},
    engine: {minReplicas: replicas, maxReplicas: replicas},
  },
})

const model = (name: string, id: string, vendor: string): KubeObject => ({
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name},
  spec: {
    vendor,
    storage: {storageUri: `hf://${id}`, path: `/raid/models/${id}`, key: 'hf-token'},
    modelFormat: {name: 'safetensors', version: '1.0.0'},
  },
})

const mistral = model('mistral-7b', 'mistralai/Mistral-7B-Instruct-v0.3', 'mistralai')
const llama = model('llama-3-1-8b-instruct', 'meta-llama/Llama-3.1-8B-Instruct', 'meta')
