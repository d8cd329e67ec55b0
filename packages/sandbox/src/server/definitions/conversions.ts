import {
  asObject,
  asText,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type MutableObject,
  valueAt,
} from '@ome/kinds/validation/json'
import type {Conversion} from '../resource-type.ts'

/** The other names of an Event's fields in `events.k8s.io/v1`; all fields not listed are called the same. */
const eventNames: readonly (readonly [stored: string, shown: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
]
const shownNames = new Map(eventNames)
const storedNames = new Map(eventNames.map(([stored, shown]) => [shown, stored]))

const renamed = (object: JsonObject, names: ReadonlyMap<string, string>): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]))

const events: Conversion = {
  group: '',
  shown: (event) => renamed(event, shownNames),
  stored: (event) => renamed(event, storedNames),
}

const kept = 'autoscaling.alpha.kubernetes.io/'

const isCpuUse = (metric: Json): boolean =>
  isObject(metric) &&
  valueAt(metric, ['resource', 'name']) === 'cpu' &&
  valueAt(metric, ['resource', 'target', 'type']) === 'Utilization'

const cpuMetric = (percent: Json): JsonObject => ({
  type: 'Resource',
  resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: percent}},
})

/** What v1 has no field for travels in annotations, so that an update under v1 loses nothing; their JSON is v2's. */
const autoscalers: Conversion = {
  group: 'autoscaling',
  shown(object) {
    const {metrics, behavior, ...spec} = asObject(object['spec'])
    const {conditions, currentMetrics, ...status} = asObject(object['status'])
    const all = isList(metrics) ? metrics : []
    const cpu = all.find(isCpuUse)
    const current = isList(currentMetrics)
      ? currentMetrics.find((one) => valueAt(one, ['resource', 'name']) === 'cpu')
      : undefined
    const [target, use] = [
      valueAt(cpu, ['resource', 'target', 'averageUtilization']),
      valueAt(current, ['resource', 'current', 'averageUtilization']),
    ]
    const others = all.filter((metric) => metric !== cpu)
    const extra = {
      metrics: others.length > 0 ? others : undefined,
      behavior,
      conditions,
      'current-metrics': currentMetrics,
    }
    return {
      ...object,
      metadata: withAnnotations(asObject(object['metadata']), extra),
      spec: {...spec, ...(target !== undefined && {targetCPUUtilizationPercentage: target})},
      status: {...status, ...(use !== undefined && {currentCPUUtilizationPercentage: use})},
    }
  },
  stored(object) {
    const {targetCPUUtilizationPercentage: target, ...spec} = asObject(object['spec'])
    const {currentCPUUtilizationPercentage: _use, ...status} = asObject(object['status'])
    const {metadata, extra} = takeAnnotations(asObject(object['metadata']))
    const metrics = [
      ...(target === undefined ? [] : [cpuMetric(target)]),
      ...(isList(extra['metrics']) ? extra['metrics'] : []),
    ]
    const {behavior, conditions, 'current-metrics': currentMetrics} = extra
    return {
      ...object,
      metadata,
      spec: {...spec, ...(metrics.length > 0 && {metrics}), ...(behavior !== undefined && {behavior})},
      status: {
        ...status,
        ...(conditions !== undefined && {conditions}),
        ...(currentMetrics !== undefined && {currentMetrics}),
      },
    }
  },
}

function withAnnotations(metadata: JsonObject, extra: Readonly<Record<string, Json | undefined>>): JsonObject {
  const added = Object.entries(extra).flatMap(([name, value]) =>
    value === undefined ? [] : [[kept + name, JSON.stringify(value)]],
  )
  if (added.length === 0) return metadata
  return {...metadata, annotations: {...asObject(metadata['annotations']), ...Object.fromEntries(added)}}
}

function takeAnnotations(metadata: JsonObject): {metadata: JsonObject; extra: JsonObject} {
  const extra: MutableObject = {}
  const annotations: MutableObject = {...asObject(metadata['annotations'])}
  for (const name of ['metrics', 'behavior', 'conditions', 'current-metrics']) {
    const value = parsed(asText(annotations[kept + name]))
    if (value === undefined) continue
    extra[name] = value
    delete annotations[kept + name]
  }
  const {annotations: _given, ...rest} = metadata
  return {metadata: Object.keys(annotations).length > 0 ? {...rest, annotations} : rest, extra}
}

/** Users can write these annotations too: what is no JSON stays an annotation. */
function parsed(text: string): Json | undefined {
  try {
    return text ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/** Built-in resources that show the objects of another group or version in another form, by their `group/version`. */
export const conversions: Readonly<Record<string, Conversion>> = {
  'events.k8s.io/v1': events,
  'autoscaling/v1': autoscalers,
}
