import assert from 'node:assert/strict'
import {crd} from '@ome/kinds/crd'
import type {ApiObject} from '../src/api.ts'
import {namespaces} from '../src/controllers/resources.ts'
import {allWorkloads} from '../src/engines/workloads.ts'
import {callPod, whole} from '../src/kubelet/inside-call.ts'
import {stack} from '../src/stacks.ts'
import {type StandingCluster, standingCluster} from '../src/standing-cluster.ts'

export interface KaitoClusterOptions {
  readonly nodeMode?: string
  readonly gates?: string
}

const neighbours = (): ApiObject[] =>
  ['scaledobjects.keda.sh', 'inferencepools.inference.networking.k8s.io'].flatMap((name) => {
    const definition = crd(name)
    return definition ? [{...definition, metadata: {...definition.metadata}}] : []
  })

/** A cluster with KAITO in it and nothing else; faults of the emulation go to `faults`. */
export async function kaitoCluster(faults: string[], options: KaitoClusterOptions = {}): Promise<StandingCluster> {
  const stacks = ['kaito', 'kaito-multi-role'].map((name) => {
    const found = stack(name)
    assert.ok(found)
    return found
  })
  const cluster = await standingCluster({
    workloads: allWorkloads,
    crds: [...stacks.flatMap(({definitions}) => definitions), ...neighbours()],
    controllers: stacks.flatMap(({controllers}) => controllers),
    admissions: stacks.flatMap(({admissions}) => admissions),
    start: Date.parse('2026-11-21T12:00:00Z'),
    log: (line) => faults.push(line),
  })
  cluster.api.create(namespaces, {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'kaito-workspace'}})
  cluster.api.create({group: 'apps', plural: 'deployments'}, operator(options))
  await cluster.advance(5000)
  return cluster
}

const operator = ({nodeMode = 'azure-gpu-provisioner', gates = ''}: KaitoClusterOptions): ApiObject => {
  const labels = {'app.kubernetes.io/name': 'workspace'}
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'kaito-workspace', namespace: 'kaito-workspace', labels},
    spec: {
      replicas: 0,
      selector: {matchLabels: labels},
      template: {
        metadata: {labels},
        spec: {
          containers: [
            {
              name: 'workspace',
              image: 'mcr.microsoft.com/aks/kaito/workspace:0.12.0',
              args: [`--node-provisioner=${nodeMode}`, `--feature-gates=${gates}`],
              env: [{name: 'CLOUD_PROVIDER', value: 'azure'}],
            },
          ],
        },
      },
    },
  }
}

/** A Workspace that serves a preset. */
export const workspace = (
  name: string,
  preset: string,
  more: {annotations?: Record<string, string>; inference?: Record<string, unknown>; instanceType?: string} = {},
): ApiObject => ({
  apiVersion: 'kaito.sh/v1beta1',
  kind: 'Workspace',
  metadata: {name, namespace: 'default', annotations: more.annotations ?? {}},
  resource: {
    instanceType: more.instanceType ?? 'Standard_NC24ads_A100_v4',
    labelSelector: {matchLabels: {apps: name}},
  },
  inference: {preset: {name: preset}, ...more.inference},
})

interface Condition {
  type: string
  status: string
  reason: string
  message: string
}

export const conditionOf = (object: ApiObject | undefined, type: string): Condition | undefined =>
  object?.['status']?.conditions?.find((condition: Condition) => condition.type === type)

/** Asks a port of a pod; undefined when nothing listens there. */
export function ask(
  cluster: Pick<StandingCluster, 'kubelet'>,
  pod: ApiObject,
  method: string,
  path: string,
  body?: unknown,
  port = 5000,
): Promise<{status: number; text: string} | undefined> {
  return new Promise((resolve) => {
    const request = {method, ...(body === undefined ? {} : {body: JSON.stringify(body)})}
    const answered = whole(({status, body: text}) => resolve({status, text}))
    if (!callPod(cluster.kubelet.http, {pod, port, path}, request, answered)) resolve(undefined)
  })
}

/** The lines that a container has logged. */
export async function logOf(
  cluster: Pick<StandingCluster, 'kubelet'>,
  pod: ApiObject,
  container: string,
): Promise<string[]> {
  const {signal} = new AbortController()
  const request = {container, follow: false, previous: false, timestamps: false, signal}
  const lines: string[] = []
  for await (const line of cluster.kubelet.logs(pod, request)) lines.push(line)
  return lines
}
