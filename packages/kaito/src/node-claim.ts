import {at, list, text} from '@ome/capacity/fields'
import {type Condition, toCondition} from '@ome/inference-model/service-component'
import type {KubeObject} from '@ome/sdk/kube'

/** A machine that KAITO ordered. */
export interface KaitoNodeClaim {
  readonly name: string
  /** Object it is for: `namespace/name`. */
  readonly owner: string
  readonly instanceType?: string
  readonly region?: string
  /** The machine, once there is one. */
  readonly node?: string
  readonly isReady: boolean
  /** Of a claim that is not ready: the cloud's own words, as the condition states them. */
  readonly reason?: string
  readonly message?: string
  /** The cloud refused; waiting will hardly mend it. */
  readonly isRefused: boolean
  readonly createdAt?: string
}

/** Reasons of a claim on its way. Source: karpenter v1 `NodeClaim` conditions. */
const onItsWay = new Set([
  'AwaitingReconciliation',
  'Launched',
  'NodeNotFound',
  'NodeNotReady',
  'UnhealthyDependents',
  'ResourceNotRegistered',
  'UnregisteredTaintNotFound',
  'NodeClaimNotReady',
])

/** Condition types in the order in which a machine comes. */
const steps = ['Launched', 'Registered', 'Initialized', 'Ready']

export function toNodeClaim(object: KubeObject): KaitoNodeClaim {
  const {name, labels = {}, creationTimestamp} = object.metadata
  const conditions = list(at(object, 'status', 'conditions')).map(toCondition)
  const isReady = conditions.some(({type, status}) => type === 'Ready' && status === 'True')
  const blocking = isReady ? undefined : blockingOf(conditions)
  const node = text(at(object, 'status', 'nodeName'))
  const region = labels['topology.kubernetes.io/region']
  const instanceType = labels['node.kubernetes.io/instance-type'] ?? wantedType(object)
  return {
    name,
    owner: ownerOf(labels),
    ...(instanceType !== undefined && {instanceType}),
    ...(region !== undefined && {region}),
    ...(node !== undefined && node !== '' && {node}),
    isReady,
    ...(blocking?.reason !== undefined && {reason: blocking.reason}),
    ...(blocking?.message !== undefined && {message: blocking.message}),
    isRefused: blocking?.status === 'False' && !onItsWay.has(blocking.reason ?? ''),
    ...(creationTimestamp !== undefined && {createdAt: creationTimestamp}),
  }
}

/** The first step that did not happen says more than `Ready`, which only repeats it. */
const blockingOf = (conditions: readonly Condition[]): Condition | undefined =>
  steps.map((type) => conditions.find((each) => each.type === type && each.status !== 'True')).find(Boolean)

/** Both node modes of KAITO v0.12 label their machines, in words of their own. */
function ownerOf(labels: Readonly<Record<string, string>>): string {
  const namespace =
    labels['kaito.sh/workspacenamespace'] ??
    labels['kaito.sh/ragenginenamespace'] ??
    labels['karpenter.kaito.sh/workspace-namespace']
  const name =
    labels['kaito.sh/workspace'] ?? labels['kaito.sh/ragengine'] ?? labels['karpenter.kaito.sh/workspace-name']
  return `${namespace ?? ''}/${name ?? ''}`
}

function wantedType(object: KubeObject): string | undefined {
  const found = list(at(object, 'spec', 'requirements')).find(
    (each) => at(each, 'key') === 'node.kubernetes.io/instance-type',
  )
  return text(list(at(found, 'values'))[0])
}
