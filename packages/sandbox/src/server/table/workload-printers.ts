import {asObject, asText, isList, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {columns, type Printer} from './columns.ts'
import {ageOf, humanDuration} from './human-duration.ts'

const objects = (value: unknown): JsonObject[] => (isList(value) ? value.filter(isObject) : [])
const partsOf = (object: ApiObject) => ({
  spec: asObject(treeOf(object)['spec']),
  status: asObject(treeOf(object)['status']),
})
const number = (value: Json | undefined): number => (typeof value === 'number' ? value : 0)
const age = (object: ApiObject, nowMs: number): string => ageOf(object.metadata.creationTimestamp, nowMs)

function containersOf(spec: JsonObject): readonly [names: string, images: string] {
  const containers = objects(asObject(asObject(spec['template'])['spec'])['containers'])
  return [
    containers.map((one) => asText(one['name'])).join(','),
    containers.map((one) => asText(one['image'])).join(','),
  ]
}

/** A LabelSelector as text. */
export function selectorText(selector: Json | undefined): string {
  if (!isObject(selector)) return '<none>'
  const {matchLabels, matchExpressions} = selector
  const equal = Object.entries(asObject(matchLabels))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${String(value)}`)
  const others = objects(matchExpressions).map((one) => {
    const values = isList(one['values']) ? one['values'].join(',') : ''
    if (one['operator'] === 'Exists') return asText(one['key'])
    if (one['operator'] === 'DoesNotExist') return `!${asText(one['key'])}`
    return `${asText(one['key'])} ${asText(one['operator']).toLowerCase()} (${values})`
  })
  return [...equal, ...others].join(',') || '<none>'
}

const deployments: Printer = {
  columns: columns('Name,Ready,Up-to-date,Available,Age,Containers*,Images*,Selector*'),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    return [
      object.metadata.name,
      `${number(status['readyReplicas'])}/${number(spec['replicas'])}`,
      number(status['updatedReplicas']),
      number(status['availableReplicas']),
      age(object, nowMs),
      ...containersOf(spec),
      selectorText(spec['selector']),
    ]
  },
}

const replicaSets: Printer = {
  columns: columns('Name,Desired#,Current#,Ready#,Age,Containers*,Images*,Selector*'),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    return [
      object.metadata.name,
      number(spec['replicas']),
      number(status['replicas']),
      number(status['readyReplicas']),
      age(object, nowMs),
      ...containersOf(spec),
      selectorText(spec['selector']),
    ]
  },
}

const statefulSets: Printer = {
  columns: columns('Name,Ready,Age,Containers*,Images*'),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    return [
      object.metadata.name,
      `${number(status['readyReplicas'])}/${number(spec['replicas'])}`,
      age(object, nowMs),
      ...containersOf(spec),
    ]
  },
}

const daemonSets: Printer = {
  columns: columns(
    'Name,Desired#,Current#,Ready#,Up-to-date#,Available#,Node Selector,Age,Containers*,Images*,Selector*',
  ),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    const nodeSelector = asObject(asObject(spec['template'])['spec'])['nodeSelector']
    return [
      object.metadata.name,
      number(status['desiredNumberScheduled']),
      number(status['currentNumberScheduled']),
      number(status['numberReady']),
      number(status['updatedNumberScheduled']),
      number(status['numberAvailable']),
      selectorText({matchLabels: nodeSelector}),
      age(object, nowMs),
      ...containersOf(spec),
      selectorText(spec['selector']),
    ]
  },
}

function jobStatus(object: ApiObject, status: JsonObject): string {
  const has = (type: string) =>
    objects(status['conditions']).some((one) => one['type'] === type && one['status'] === 'True')
  if (has('Complete')) return 'Complete'
  if (has('Failed')) return 'Failed'
  if (object.metadata.deletionTimestamp) return 'Terminating'
  if (has('Suspended')) return 'Suspended'
  if (has('FailureTarget')) return 'FailureTarget'
  return has('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running'
}

const jobs: Printer = {
  columns: columns('Name,Status,Completions,Duration,Age,Containers*,Images*,Selector*'),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    const succeeded = number(status['succeeded'])
    const wanted = spec['completions']
    const parallel = number(spec['parallelism'])
    const start = Date.parse(asText(status['startTime']))
    const end = status['completionTime'] === undefined ? nowMs : Date.parse(asText(status['completionTime']))
    return [
      object.metadata.name,
      jobStatus(object, status),
      typeof wanted === 'number' ? `${succeeded}/${wanted}` : `${succeeded}/1${parallel > 1 ? ` of ${parallel}` : ''}`,
      Number.isNaN(start) ? '' : humanDuration(end - start),
      age(object, nowMs),
      ...containersOf(spec),
      selectorText(spec['selector']),
    ]
  },
}

const cronJobs: Printer = {
  columns: columns('Name,Schedule,Timezone,Suspend,Active#,Last Schedule,Age'),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    const last = status['lastScheduleTime']
    return [
      object.metadata.name,
      asText(spec['schedule']),
      asText(spec['timeZone']) || '<none>',
      spec['suspend'] === true ? 'True' : 'False',
      objects(status['active']).length,
      last === undefined ? '<none>' : ageOf(last, nowMs),
      age(object, nowMs),
    ]
  },
}

function metricText(metric: JsonObject, current: readonly JsonObject[]): string {
  const type = asText(metric['type'])
  const field = type.charAt(0).toLowerCase() + type.slice(1)
  const source = asObject(metric[field])
  const name = asText(source['name']) || asText(asObject(source['metric'])['name'])
  const now = current
    .map((one) => asObject(one[field]))
    .find((one) => (asText(one['name']) || asText(asObject(one['metric'])['name'])) === name)
  const value = asObject(now?.['current'])
  const target = asObject(source['target'])
  const label = type === 'Resource' ? `${name}: ` : ''
  if (target['averageUtilization'] !== undefined) {
    const used = value['averageUtilization']
    return `${label}${used === undefined ? '<unknown>' : `${String(used)}%`}/${String(target['averageUtilization'])}%`
  }
  const wanted = target['averageValue'] ?? target['value']
  return `${label}${String(value['averageValue'] ?? value['value'] ?? '<unknown>')}/${String(wanted)}${target['averageValue'] !== undefined && type !== 'Resource' ? ' (avg)' : ''}`
}

const autoscalers: Printer = {
  columns: columns('Name,Reference,Targets,MinPods,MaxPods,Replicas#,Age'),
  cells(object, nowMs) {
    const {spec, status} = partsOf(object)
    const target = asObject(spec['scaleTargetRef'])
    const metrics = objects(spec['metrics']).map((metric) => metricText(metric, objects(status['currentMetrics'])))
    const shown =
      metrics.length > 3 ? `${metrics.slice(0, 2).join(', ')} + ${metrics.length - 2} more...` : metrics.join(', ')
    return [
      object.metadata.name,
      `${asText(target['kind'])}/${asText(target['name'])}`,
      shown || '<none>',
      String(spec['minReplicas'] ?? '<unset>'),
      number(spec['maxReplicas']),
      number(status['currentReplicas']),
      age(object, nowMs),
    ]
  },
}

export const workloadPrinters: Readonly<Record<string, Printer>> = {
  'apps/deployments': deployments,
  'apps/replicasets': replicaSets,
  '/replicationcontrollers': replicaSets,
  'apps/statefulsets': statefulSets,
  'apps/daemonsets': daemonSets,
  'batch/jobs': jobs,
  'batch/cronjobs': cronJobs,
  'autoscaling/horizontalpodautoscalers': autoscalers,
}
