import type {ApiObject, ResourceName} from '../src/api.ts'
import {namespaces, nodes} from '../src/controllers/resources.ts'
import {allWorkloads} from '../src/engines/workloads.ts'
import {kubeflowAdmissions} from '../src/kubeflow/admission.ts'
import {kubeflowControllers} from '../src/kubeflow/kubeflow.ts'
import {clusterTrainingRuntimes} from '../src/kubeflow/resources.ts'
import {stack} from '../src/stacks.ts'
import {type StandingCluster, standingCluster} from '../src/standing-cluster.ts'

const node: ApiObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'node-1'},
  status: {capacity: {cpu: '64', memory: '512Gi', 'nvidia.com/gpu': '8'}},
}

const runtime: ApiObject = {
  apiVersion: 'trainer.kubeflow.org/v1alpha1',
  kind: 'ClusterTrainingRuntime',
  metadata: {name: 'torch-distributed', labels: {'trainer.kubeflow.org/framework': 'torch'}},
  spec: {
    mlPolicy: {numNodes: 1, torch: {}},
    template: {
      spec: {
        replicatedJobs: [
          {
            name: 'node',
            template: {
              metadata: {labels: {'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer'}},
              spec: {template: {spec: {containers: [{name: 'node', image: 'pytorch/pytorch:2.9.1'}]}}},
            },
          },
        ],
      },
    },
  },
}

/** One node, the namespace `team-a` and Kubeflow; faults of the emulation go to `faults`. */
export async function kubeflowCluster(faults: string[]): Promise<StandingCluster> {
  const cluster = await standingCluster({
    workloads: allWorkloads,
    crds: stack('kubeflow')?.definitions ?? [],
    controllers: kubeflowControllers,
    admissions: kubeflowAdmissions,
    start: Date.parse('2026-11-21T12:00:00Z'),
    log: (line) => faults.push(line),
  })
  cluster.api.create(namespaces, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'team-a'}})
  cluster.api.create(nodes, node)
  cluster.api.patch(nodes, 'node-1', undefined, {status: node['status']}, 'status')
  cluster.api.create(clusterTrainingRuntimes, runtime)
  await cluster.advance(10_000)
  return cluster
}

/** An object of `team-a`. */
export const object = (apiVersion: string, kind: string, name: string, spec: unknown): ApiObject => ({
  apiVersion,
  kind,
  metadata: {name, namespace: 'team-a'},
  spec,
})

/** Reads an object of `team-a`, which must be there. */
export function read(cluster: StandingCluster, resource: ResourceName, name: string): ApiObject {
  const found = cluster.api.get(resource, name, 'team-a')
  if (!found) throw new Error(`${resource.plural}/${name} is not there`)
  return found
}

/** The log of a container of `team-a`. */
export async function logOf(cluster: StandingCluster, pod: ApiObject, container: string): Promise<string[]> {
  const request = {container, follow: false, previous: false, timestamps: false, signal: new AbortController().signal}
  const lines: string[] = []
  for await (const line of cluster.kubelet.logs(pod, request)) lines.push(line)
  return lines
}
