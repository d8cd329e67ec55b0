import type {ApiObject} from '../src/api.ts'
import {isReady} from '../src/controllers/pod-facts.ts'
import {configMaps, namespaces, nodes, pods} from '../src/controllers/resources.ts'
import {allWorkloads} from '../src/engines/workloads.ts'
import {clusterTopologyBindings, kaiQueues, podCliqueSets} from '../src/grove/resources.ts'
import {stack} from '../src/stacks.ts'
import {type StandingCluster, standingCluster} from '../src/standing-cluster.ts'

/** A node with eight GPUs in a rack of block-a. */
const node = (name: string, rack: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    labels: {
      'kubernetes.io/hostname': name,
      'topology.kubernetes.io/block': 'block-a',
      'topology.kubernetes.io/rack': rack,
      'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3',
      'nvidia.com/gpu.memory': '81559',
    },
  },
  status: {capacity: {cpu: '128', memory: '1000Gi', pods: '110', 'nvidia.com/gpu': '8'}},
})

const binding: ApiObject = {
  apiVersion: 'grove.io/v1alpha1',
  kind: 'ClusterTopologyBinding',
  metadata: {name: 'grove-topology'},
  spec: {
    levels: [
      {domain: 'block', key: 'topology.kubernetes.io/block'},
      {domain: 'rack', key: 'topology.kubernetes.io/rack'},
      {domain: 'host', key: 'kubernetes.io/hostname'},
    ],
  },
}

/** A cluster with Grove, its topology switched on, a queue, and nodes `rack/name`. */
export async function groveCluster(
  faults: string[],
  racks: Readonly<Record<string, string>>,
): Promise<StandingCluster> {
  const grove = stack('grove')
  const cluster = await standingCluster({
    workloads: allWorkloads,
    crds: grove?.definitions ?? [],
    controllers: grove?.controllers ?? [],
    admissions: grove?.admissions ?? [],
    schedulers: grove?.schedulers ?? [],
    start: Date.parse('2026-11-21T12:00:00Z'),
    log: (line) => faults.push(line),
  })
  const {api} = cluster
  for (const name of ['prod', 'grove-system']) {
    api.create(namespaces, {apiVersion: 'v1', kind: 'Namespace', metadata: {name}})
  }
  api.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'grove-operator-cm-0a1b2c3d', namespace: 'grove-system'},
    data: {'config.yaml': 'topologyAwareScheduling:\n  enabled: true\n'},
  })
  for (const [name, rack] of Object.entries(racks)) {
    const one = node(name, rack)
    api.create(nodes, one)
    api.patch(nodes, name, undefined, {status: one['status']}, 'status')
  }
  api.create(clusterTopologyBindings, binding)
  api.create(kaiQueues, {apiVersion: 'scheduling.run.ai/v2', kind: 'Queue', metadata: {name: 'inference'}, spec: {}})
  await cluster.advance(5000)
  return cluster
}

interface CliqueOptions {
  readonly gpus?: number
  readonly replicas?: number
  readonly minAvailable?: number
  readonly startsAfter?: readonly string[]
  readonly scaling?: Record<string, unknown>
  readonly pack?: Record<string, string>
}

/** One clique of a template. */
export const clique = (name: string, options: CliqueOptions = {}): Record<string, unknown> => ({
  name,
  labels: {'grove.io/role': name},
  ...(options.pack ? {topologyConstraint: {topologyName: 'grove-topology', pack: options.pack}} : {}),
  spec: {
    roleName: name,
    replicas: options.replicas ?? 1,
    ...(options.minAvailable === undefined ? {} : {minAvailable: options.minAvailable}),
    ...(options.startsAfter ? {startsAfter: options.startsAfter} : {}),
    ...(options.scaling ? {autoScalingConfig: options.scaling} : {}),
    podSpec: {
      schedulerName: 'kai-scheduler',
      containers: [
        {
          name: 'main',
          image: 'example/program:1',
          resources: {limits: {'nvidia.com/gpu': String(options.gpus ?? 1)}},
        },
      ],
    },
  },
})

/** A PodCliqueSet in `prod`. */
export const cliqueSet = (
  name: string,
  cliques: readonly unknown[],
  template: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
): ApiObject => ({
  apiVersion: 'grove.io/v1alpha1',
  kind: 'PodCliqueSet',
  metadata: {name, namespace: 'prod', labels: {'kai.scheduler/queue': 'inference'}},
  spec: {replicas: 1, ...spec, template: {terminationDelay: '15m', cliques, ...template}},
})

export const setIn = (cluster: StandingCluster, name: string): ApiObject | undefined =>
  cluster.api.get(podCliqueSets, name, 'prod')

/** Pods of a clique by their index. */
export const podsOf = (cluster: StandingCluster, cliqueName: string): ApiObject[] =>
  cluster.api
    .list(pods, {namespace: 'prod', labels: {'grove.io/podclique': cliqueName}})
    .sort((a, b) => indexOf(a) - indexOf(b))

const indexOf = (pod: ApiObject): number => Number(pod.metadata.labels?.['grove.io/podclique-pod-index'])

export const readyNames = (cluster: StandingCluster, cliqueName: string): string[] =>
  podsOf(cluster, cliqueName)
    .filter(isReady)
    .map((pod) => pod.metadata.name)

export const conditionOf = (object: ApiObject | undefined, type: string): string => {
  const found = object?.['status']?.conditions?.find((one: {type: string}) => one.type === type)
  return found ? `${found.status}/${found.reason}` : 'absent'
}
