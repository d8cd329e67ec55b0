import type {ApiObject} from '../api.ts'
import {callPod, destinationOf, whole} from '../kubelet/inside-call.ts'
import type {World} from './world.ts'

const scaledObjects = {group: 'keda.sh', plural: 'scaledobjects'}

interface Trigger {
  readonly type: string
  readonly metadata: Readonly<Record<string, string>>
}

/** What was answered last: an answer may come only after it is asked for, and then counts the next time. */
const answers = new WeakMap<World, Map<string, number>>()

/**
 * What KEDA's metrics server says of an autoscaler's external metric (`s<index>-<type>`): the answer of the Prometheus
 * that a trigger names, where there is one in the cluster; no series counts as 0. Undefined for everything else.
 * Source: KEDA `pkg/scalers/prometheus_scaler.go`.
 */
export function kedaMetric(world: World, autoscaler: ApiObject, metric: string): number | undefined {
  const {namespace = 'default', ownerReferences = []} = autoscaler.metadata
  const owner = ownerReferences.find(({kind}) => kind === 'ScaledObject')
  const triggers: Trigger[] = (owner && world.api.get(scaledObjects, owner.name, namespace)?.spec.triggers) ?? []
  const trigger = triggers[Number(/^s(\d+)-/.exec(metric)?.[1] ?? Number.NaN)]
  const {serverAddress = '', query = ''} = trigger?.type === 'prometheus' ? trigger.metadata : {}
  const address = `${serverAddress.replace(/\/$/, '')}/api/v1/query?query=${encodeURIComponent(query)}`
  const target = serverAddress === '' ? '' : destinationOf(world.api, namespace, address)
  if (typeof target === 'string') return undefined
  const known = answers.get(world) ?? new Map<string, number>()
  answers.set(world, known)
  const key = `${namespace}/${autoscaler.metadata.name}/${metric}`
  const answered = whole(({status, body}) => {
    const value = status === 200 ? numberIn(JSON.parse(body)) : undefined
    if (value === undefined) known.delete(key)
    else known.set(key, value)
  })
  callPod(world.forward, target, {}, answered)
  return known.get(key)
}

function numberIn(answer: {data?: {resultType?: string; result?: unknown}}): number | undefined {
  const {resultType, result} = answer.data ?? {}
  if (!Array.isArray(result)) return undefined
  const [first] = result
  const sample: unknown =
    resultType === 'vector' ? (first === undefined ? [0, '0'] : Reflect.get(Object(first), 'value')) : result
  const value = Array.isArray(sample) ? Number(sample[1]) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}
