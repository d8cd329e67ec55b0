import type {ConnectionOptions, KubeClient, KubeObject} from '@ome/sdk/kube'
import {inferenceService, type TestWorld} from './world.ts'

/** A situation an on-call engineer meets: what is in the cluster, and how it came about. */
export interface Situation {
  /** Name of the golden file. */
  readonly name: string
  /** What happened, for the table of the situations. */
  readonly about: string
  readonly scenario?: string
  readonly service?: string
  readonly objects?: readonly KubeObject[]
  /** Brings it about. */
  readonly make?: (cluster: TestWorld) => Promise<void> | void
  /** Lines that the failing container has written. */
  readonly log?: readonly string[]
  /** Exit code of `debug`. */
  readonly code: 0 | 3
}

export const isvcs = {group: 'ome.io', plural: 'inferenceservices'}
export const models = {group: 'ome.io', plural: 'clusterbasemodels'}
export const runtimes = {group: 'ome.io', plural: 'clusterservingruntimes'}
export const pods = {group: '', plural: 'pods'}
export const nodes = {group: '', plural: 'nodes'}
export const deployments = {group: 'apps', plural: 'deployments'}
export const scalers = {group: 'autoscaling', plural: 'horizontalpodautoscalers'}
export const replicaSets = {group: 'apps', plural: 'replicasets'}
export const events = {group: '', plural: 'events'}
export const configMaps = {group: '', plural: 'configmaps'}

export type Spec = Readonly<Record<string, unknown>>

/** A service `chat` with more in its spec, and some of its engine. */
export const chat = (
  more: {spec?: Spec; engine?: Spec; annotations?: Record<string, string>; replicas?: number} = {},
): KubeObject => {
  const made = inferenceService('chat', more.replicas, more.annotations)
  return {...made, spec: {...made['spec'], ...more.spec, engine: {...made['spec'].engine, ...more.engine}}}
}

export const create = (cluster: TestWorld, service: KubeObject): void => void cluster.api.create(isvcs, service)

export const podsOf = ({api}: TestWorld, name = 'chat'): readonly KubeObject[] =>
  api.list(pods, {labels: {'ome.io/inferenceservice': name}})

export const waits = (cluster: TestWorld, reason: string, name = 'chat') =>
  cluster.until(() =>
    podsOf(cluster, name).some(({status}) => status?.containerStatuses?.[0]?.state.waiting?.reason === reason),
  )

export const homeless = (cluster: TestWorld, name = 'chat') =>
  cluster.until(() =>
    podsOf(cluster, name).some(({status}) =>
      status?.conditions?.some((each: Spec) => each['type'] === 'PodScheduled' && each['status'] === 'False'),
    ),
  )

export const eachGpuNode = ({api}: TestWorld, change: Spec): void => {
  for (const {metadata} of api.list(nodes))
    if (metadata.name.startsWith('gpu-')) api.patch(nodes, metadata.name, undefined, change)
}

export const isReady = ({status}: KubeObject): boolean =>
  status?.conditions?.some((each: Spec) => each['type'] === 'Ready' && each['status'] === 'True') === true

/** The sandbox calls no webhooks of others: a quota stands in for one that refuses pods. */
export const forbidPods = ({api}: TestWorld): void =>
  void api.create(
    {group: '', plural: 'resourcequotas'},
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: {name: 'none', namespace: 'default'},
      spec: {scopes: ['NotTerminating'], hard: {pods: '0'}},
    },
  )

export const unknownModel: KubeObject = {
  apiVersion: 'ome.io/v1beta1',
  kind: 'ClusterBaseModel',
  metadata: {name: 'big-model'},
  spec: {
    storage: {storageUri: 'hf://meta-llama/Llama-3.3-70B-Instruct', path: '/raid/models/big', key: 'hf-token'},
    modelFormat: {name: 'safetensors', version: '1.0.0'},
    modelFramework: {name: 'transformers', version: '4.47.0.dev0'},
    modelArchitecture: 'LlamaForCausalLM',
    modelParameterSize: '70.6B',
  },
}

/** The cluster's client, whose containers have written these lines. */
export const saying =
  (cluster: TestWorld, lines: readonly string[]) =>
  async (options: ConnectionOptions, signal: AbortSignal): Promise<KubeClient> => {
    const client = await cluster.kube(options, signal)
    return Object.create(client, {
      logs: {
        async *value() {
          yield* lines
        },
      },
    })
  }
