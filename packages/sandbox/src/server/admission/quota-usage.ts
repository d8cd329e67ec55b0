import {asObject, asText, isList, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {qosClass} from '../builtin/pod-defaults.ts'
import {amount} from './amount.ts'

/** Amounts by the name of the quota's resource (`requests.cpu`, `pods`, `count/deployments.apps`). */
export type Usage = Readonly<Record<string, number>>

const objects = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.map(asObject) : [])

/** Kinds that a quota counts under their bare plural. */
export const countedKinds = [
  'configmaps',
  'secrets',
  'services',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'pods',
] as const

/** What one object of a resource (`group/plural`) takes of the quotas of its namespace. */
export function usageOf(resource: string, object: JsonObject): Usage {
  const [group = '', plural = ''] = resource.split('/')
  const usage: Record<string, number> = {[`count/${plural}${group && `.${group}`}`]: 1}
  if (group !== '') return usage
  if (plural === 'pods') return podUsage(object, usage)
  if (countedKinds.some((one) => one === plural)) usage[plural] = 1
  const spec = asObject(object['spec'])
  if (plural === 'services') serviceUsage(spec, usage)
  if (plural === 'persistentvolumeclaims') {
    const storage = amount(asObject(asObject(spec['resources'])['requests'])['storage'])
    usage['requests.storage'] = storage
    const className = asText(spec['storageClassName'])
    if (className) {
      usage[`${className}.storageclass.storage.k8s.io/requests.storage`] = storage
      usage[`${className}.storageclass.storage.k8s.io/persistentvolumeclaims`] = 1
    }
  }
  return usage
}

function serviceUsage(spec: JsonObject, usage: Record<string, number>): void {
  const type = asText(spec['type'])
  const ports = objects(spec['ports']).length
  if (type === 'NodePort' || type === 'LoadBalancer') usage['services.nodeports'] = ports
  if (type === 'LoadBalancer') usage['services.loadbalancers'] = 1
}

/** A pod that has ended takes nothing but its place among the objects. */
function podUsage(pod: JsonObject, usage: Record<string, number>): Usage {
  const phase = asObject(pod['status'])['phase']
  if (phase === 'Succeeded' || phase === 'Failed') return usage
  usage['pods'] = 1
  for (const half of ['requests', 'limits'] as const)
    for (const [name, value] of Object.entries(podAmounts(asObject(pod['spec']), half))) {
      if (half === 'requests' || !name.includes('/')) usage[`${half}.${name}`] = value
      if (half === 'requests' && (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage'))
        usage[name] = value
    }
  return usage
}

/** The containers together, or the largest init container where that is more. */
function podAmounts(spec: JsonObject, half: 'requests' | 'limits'): Record<string, number> {
  const total: Record<string, number> = {}
  const each = (list: Json | undefined, take: (name: string, value: number) => void) => {
    for (const {resources} of objects(list))
      for (const [name, value] of Object.entries(asObject(asObject(resources)[half]))) take(name, amount(value))
  }
  each(spec['containers'], (name, value) => {
    total[name] = (total[name] ?? 0) + value
  })
  each(spec['initContainers'], (name, value) => {
    total[name] = Math.max(total[name] ?? 0, value)
  })
  return total
}

/** Whether a quota is about an object: its scopes and its scope selector. Only pods have scopes. */
export function isInScope(quota: JsonObject, resource: string, object: JsonObject): boolean {
  const spec = asObject(quota['spec'])
  const scopes = isList(spec['scopes']) ? spec['scopes'].map((scopeName) => ({scopeName, operator: 'Exists'})) : []
  const wanted: readonly JsonObject[] = [...scopes, ...objects(asObject(spec['scopeSelector'])['matchExpressions'])]
  return wanted.every((one) => resource === '/pods' && matchesScope(one, asObject(object['spec'])))
}

function matchesScope({scopeName, operator, values}: JsonObject, spec: JsonObject): boolean {
  const terminating = typeof spec['activeDeadlineSeconds'] === 'number'
  switch (scopeName) {
    case 'Terminating':
      return terminating
    case 'NotTerminating':
      return !terminating
    case 'BestEffort':
      return qosClass(spec) === 'BestEffort'
    case 'NotBestEffort':
      return qosClass(spec) !== 'BestEffort'
    case 'PriorityClass': {
      const name = asText(spec['priorityClassName'])
      const listed = isList(values) && values.includes(name)
      if (operator === 'Exists') return name !== ''
      if (operator === 'DoesNotExist') return name === ''
      return operator === 'In' ? listed : !listed
    }
    default:
      return false
  }
}
