import assert from 'node:assert/strict'
import type {ApiObject} from '../../api.ts'
import {allWorkloads} from '../../engines/workloads.ts'
import {type StandingCluster, standingCluster} from '../../standing-cluster.ts'
import {nodes} from '../resources.ts'

const node = (name: string, gpus = 0): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name, labels: {'kubernetes.io/hostname': name}},
  status: {capacity: {cpu: '16', memory: '64Gi', ...(gpus > 0 ? {'nvidia.com/gpu': String(gpus)} : {})}},
})

/** A Deployment of one container that serves on port 8080. */
export const deployment = (
  name: string,
  replicas: number,
  image = 'registry.example/web:1',
  more: Record<string, unknown> = {},
): ApiObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name, namespace: 'default'},
  spec: {
    replicas,
    selector: {matchLabels: {app: name}},
    template: {
      metadata: {labels: {app: name}},
      spec: {containers: [{name: 'web', image, ports: [{containerPort: 8080}], ...more}]},
    },
  },
})

/** Two nodes and the controllers; what they complain about goes to `faults`. */
export async function twoNodes(faults: string[]): Promise<StandingCluster> {
  const cluster = await standingCluster({
    workloads: allWorkloads,
    start: Date.parse('2026-11-21T12:00:00Z'),
    log: (line) => faults.push(line),
  })
  for (const name of ['a', 'b']) {
    const created = cluster.api.create(nodes, node(name))
    cluster.api.patch(nodes, name, undefined, {status: node(name)['status']}, 'status')
    assert.equal(created.metadata.name, name)
  }
  return cluster
}
