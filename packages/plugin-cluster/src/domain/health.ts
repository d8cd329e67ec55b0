import {at, list, number} from '@ome/capacity/fields'
import type {Check} from '@ome/inference-model/check'
import type {Model} from '@ome/inference-model/model'
import type {Node} from '@ome/inference-model/node'
import type {Service} from '@ome/inference-model/service'
import type {KubeObject, Resource} from '@ome/sdk/kube'

/** What a check of the whole cluster looks at. Absent parts could not be read; `unreadable` names the rights. */
export interface ClusterFacts {
  readonly version: string
  readonly ready: boolean
  readonly resources: readonly Resource[]
  readonly generation?: string
  /** Workloads of the stack itself: controller, agents. */
  readonly workloads?: readonly KubeObject[]
  readonly webhookEndpoints?: readonly KubeObject[]
  readonly nodes?: readonly Node[]
  readonly services?: readonly Service[]
  readonly models?: readonly Model[]
  readonly unreadable: readonly string[]
}

/** The state of the cluster, the most basic first. */
export function checksOf(facts: ClusterFacts): readonly Check[] {
  const served = new Set(facts.resources.map(({plural, group}) => `${plural}.${group}`))
  return [
    {check: 'API server', result: facts.ready ? 'ok' : 'fail', detail: facts.version},
    generationCheck(facts, served),
    ...(facts.workloads === undefined || facts.generation === undefined ? [] : workloadChecks(facts.workloads)),
    ...(facts.webhookEndpoints === undefined || facts.generation === undefined
      ? []
      : [webhookCheck(facts.webhookEndpoints)]),
    ...optionalCrds.map(([check, name, without]) => crdCheck(check, served.has(name), name, without)),
    ...(facts.nodes === undefined ? [] : [nodeCheck(facts.nodes), gpuNodeCheck(facts.nodes)]),
    ...(facts.models === undefined ? [] : [modelCheck(facts.models)]),
    ...(facts.services === undefined ? [] : [serviceCheck(facts.services)]),
    ...facts.unreadable.map(
      (right): Check => ({check: 'rights', result: 'warn', detail: `not looked at: you may not ${right}`}),
    ),
  ]
}

function generationCheck({generation}: ClusterFacts, served: ReadonlySet<string>): Check {
  if (generation !== undefined) return {check: 'OME', result: 'ok', detail: generation}
  const detail = served.has('inferenceservices.ome.io')
    ? 'its generation is not known'
    : 'not installed: no resources of ome.io'
  return {check: 'OME', result: 'fail', detail}
}

function workloadChecks(workloads: readonly KubeObject[]): readonly Check[] {
  const controller = workloads.find(({metadata: {name}}) => name === 'ome-controller-manager')
  const agent = workloads.find(({metadata: {name}}) => name === 'ome-model-agent-daemonset')
  return [
    readyCheck(
      'controller',
      controller,
      number(at(controller, 'status', 'readyReplicas')) ?? 0,
      Math.max(1, number(at(controller, 'spec', 'replicas')) ?? 1),
    ),
    readyCheck(
      'model agents',
      agent,
      number(at(agent, 'status', 'numberReady')) ?? 0,
      number(at(agent, 'status', 'desiredNumberScheduled')) ?? 0,
    ),
  ]
}

function readyCheck(check: string, object: KubeObject | undefined, ready: number, wanted: number): Check {
  if (!object) return {check, result: 'fail', detail: 'not found in its namespace'}
  const detail = `${object.kind.toLowerCase()}/${object.metadata.name} ${ready}/${wanted} ready`
  return {check, result: ready === 0 && wanted > 0 ? 'fail' : ready < wanted ? 'warn' : 'ok', detail}
}

/** Without an endpoint every write of the stack's kinds is refused. */
function webhookCheck(slices: readonly KubeObject[]): Check {
  const ready = slices
    .flatMap((slice) => list(slice['endpoints']))
    .filter((endpoint) => at(endpoint, 'conditions', 'ready') !== false).length
  const check = 'webhooks'
  if (ready > 0) return {check, result: 'ok', detail: `ome-webhook-server-service has ${ready} endpoints`}
  return {
    check,
    result: 'fail',
    detail: 'ome-webhook-server-service has no endpoint: changes of services and runtimes are refused',
  }
}

const optionalCrds: readonly (readonly [check: string, name: string, without: string])[] = [
  ['KEDA', 'scaledobjects.keda.sh', 'no scaling by queue depth or tokens'],
  ['Gateway API', 'httproutes.gateway.networking.k8s.io', 'no split of traffic'],
  ['LeaderWorkerSet', 'leaderworkersets.leaderworkerset.x-k8s.io', 'no engine over several nodes'],
  ['metrics', 'pods.metrics.k8s.io', 'no CPU and memory in top, no scaling by them'],
]

const crdCheck = (check: string, isServed: boolean, name: string, without: string): Check => ({
  check,
  result: isServed ? 'ok' : 'skip',
  detail: isServed ? name : `not served: ${without}`,
})

function nodeCheck(nodes: readonly Node[]): Check {
  const down = nodes.filter(({ready}) => !ready).map(({name}) => name)
  const check = 'nodes'
  if (nodes.length === 0) return {check, result: 'fail', detail: 'there is none'}
  if (down.length === 0) return {check, result: 'ok', detail: `${nodes.length} ready`}
  return {check, result: down.length === nodes.length ? 'fail' : 'warn', detail: `not ready: ${few(down)}`}
}

function gpuNodeCheck(nodes: readonly Node[]): Check {
  const gpu = nodes.filter(({gpus}) => gpus > 0)
  const cordoned = gpu.filter(({ready, schedulable}) => ready && !schedulable).map(({name}) => name)
  const detail = `${gpu.length} nodes with ${gpu.reduce((sum, {gpus}) => sum + gpus, 0)} GPUs`
  if (cordoned.length > 0) return {check: 'GPUs', result: 'warn', detail: `${detail}; cordoned: ${few(cordoned)}`}
  return {check: 'GPUs', result: gpu.length > 0 ? 'ok' : 'warn', detail}
}

function modelCheck(models: readonly Model[]): Check {
  const bad = models
    .filter(({status}) => status === 'Failed' || status === 'Stuck')
    .map(({name, status}) => `${name} ${status}`)
  return bad.length === 0
    ? {check: 'models', result: 'ok', detail: `${models.length}, none failed`}
    : {check: 'models', result: 'warn', detail: few(bad)}
}

function serviceCheck(services: readonly Service[]): Check {
  const bad = services
    .filter(({status}) => status === 'Failed' || status === 'Degraded')
    .map(({namespace, name, status}) => `${namespace}/${name} ${status}`)
  return bad.length === 0
    ? {check: 'services', result: 'ok', detail: `${services.length}, none failed`}
    : {check: 'services', result: 'warn', detail: few(bad)}
}

const most = 5

const few = (names: readonly string[]): string =>
  names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`

/** Names of what a person would look at next, in the order of the checks. */
export function nextSteps(checks: readonly Check[]): readonly string[] {
  const bad = new Set(checks.filter(({result}) => result === 'fail' || result === 'warn').map(({check}) => check))
  const steps: readonly (readonly [check: string, hint: string])[] = [
    ['controller', 'its pods: kubectl get pods -n ome'],
    ['model agents', 'its pods: kubectl get pods -n ome'],
    ['nodes', 'look at them: ome get nodes'],
    ['models', 'look at them: ome get models -A'],
    ['services', 'look at them: ome get services -A'],
  ]
  return [...new Set(steps.filter(([check]) => bad.has(check)).map(([, hint]) => hint))]
}

/** Namespace the stack itself runs in. */
export const stackNamespace = 'ome'
