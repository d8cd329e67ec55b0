import type {ReplicaRange} from '@ome/inference-model/deploy/replicas'
import type {Service} from '@ome/inference-model/service'
import type {ComponentStatus} from '@ome/inference-model/service-component'
import {OmeError} from '@ome/sdk/errors'

export interface ScaleRequest {
  readonly component: string
  readonly replicas?: number | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export type Scaling =
  | {readonly kind: 'unchanged'; readonly component: ComponentStatus}
  | {readonly kind: 'resize'; readonly component: ComponentStatus; readonly to: ReplicaRange; readonly wakes: boolean}
  | {
      readonly kind: 'stop'
      readonly workloads: readonly StoppedWorkload[]
    }

/** A deployment that is to have no replicas. */
export interface StoppedWorkload {
  readonly component: string
  readonly name: string
  readonly replicas: number
}

/** What a scale request means for a service. Scaling to 0 is a stop: a minimum of 0 would make OME switch to serverless. */
export function decideScaling(service: Service, request: ScaleRequest): Scaling {
  const {replicas, min, max} = request
  if (replicas === undefined && min === undefined && max === undefined) {
    throw new OmeError('usage', `say how many replicas "${service.name}" shall have`, [
      `ome scale service ${service.name} -n ${service.namespace} --replicas 2`,
      `ome scale service ${service.name} -n ${service.namespace} --min 1 --max 5`,
    ])
  }
  if (replicas !== undefined && (min !== undefined || max !== undefined)) {
    throw new OmeError('usage', '--replicas fixes the number; it cannot stand beside --min and --max')
  }
  if (replicas === 0) return stop(service)
  const component = componentOf(service, request.component)
  const to = rangeFor(component, request)
  const stopped = service.status === 'Stopped'
  const same = component.minReplicas === to.min && component.maxReplicas === to.max
  return same && !stopped ? {kind: 'unchanged', component} : {kind: 'resize', component, to, wakes: stopped}
}

function rangeFor(component: ComponentStatus, {replicas, min, max}: ScaleRequest): ReplicaRange {
  if (replicas !== undefined) return {min: replicas, max: replicas}
  const lower = min ?? Math.min(component.minReplicas ?? 1, max ?? Number.POSITIVE_INFINITY)
  const upper = max ?? Math.max(component.maxReplicas ?? lower, lower)
  if (lower > upper) throw new OmeError('usage', `--min ${lower} is more than --max ${upper}`)
  if (lower === 0) {
    throw new OmeError('usage', '--min 0 would switch the service to serverless mode', ['to stop it: --replicas 0'])
  }
  return {min: lower, max: upper}
}

function stop(service: Service): Scaling {
  const multiNode = service.components.find(({workload}) => workload && workload.kind !== 'Deployment')
  if (multiNode) {
    throw new OmeError(
      'failed',
      `service "${service.name}" cannot be stopped: its ${multiNode.name} runs as ${article(multiNode.workload?.kind)}, which nothing keeps at 0`,
      [`to free the GPUs, delete it and deploy it again: ome delete service ${service.name} -n ${service.namespace}`],
    )
  }
  const workloads = service.components.flatMap(({name, workload, replicas}) =>
    workload ? [{component: name, name: workload.name, replicas}] : [],
  )
  if (workloads.length === 0) {
    throw new OmeError('failed', `service "${service.name}" has no deployment yet`, [
      `see why: ome status service ${service.name} -n ${service.namespace}`,
    ])
  }
  return {kind: 'stop', workloads}
}

const article = (kind = 'workload'): string => `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`

/** The engine of a service of the old kind is its predictor. */
function componentOf(service: Service, name: string): ComponentStatus {
  const named = (wanted: string) => service.components.find((component) => component.name === wanted)
  const found = named(name) ?? (name === 'engine' ? named('predictor') : undefined)
  if (found) return found
  const there = service.components.map((component) => component.name).join(', ') || 'none'
  throw new OmeError('usage', `service "${service.name}" has no ${name}; its components: ${there}`)
}
