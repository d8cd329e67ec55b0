import {asObject, asText, isList, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {forbidden} from '../errors.ts'
import type {Store} from '../store.ts'
import type {Write} from '../write.ts'
import {amount, quantityText} from './amount.ts'

const objects = (value: Json | undefined): readonly JsonObject[] => (isList(value) ? value.map(asObject) : [])

function rangesIn(store: Store, namespace: string): readonly ApiObject[] {
  return store.count('/limitranges') === 0 ? [] : store.list('/limitranges', {namespace})
}

const limitsOf = (range: ApiObject): readonly JsonObject[] => objects(asObject(treeOf(range)['spec'])['limits'])

/** Gives containers the default requests and limits of the ranges of their namespace, and notes it in an annotation. */
export function applyLimitRanges({object, namespace}: Write, store: Store): JsonObject {
  let pod = object
  for (const range of rangesIn(store, namespace)) pod = withDefaults(pod, limitsOf(range))
  return pod
}

function withDefaults(pod: JsonObject, limits: readonly JsonObject[]): JsonObject {
  const item = limits.filter((one) => one['type'] === 'Container')
  const defaults = {
    requests: Object.assign({}, ...item.map((one) => asObject(one['defaultRequest']))) as JsonObject,
    limits: Object.assign({}, ...item.map((one) => asObject(one['default']))) as JsonObject,
  }
  const notes: string[] = []
  const fill = (list: Json | undefined, word: string): Json[] =>
    objects(list).map((container) => filled(container, defaults, word, notes))
  const spec = asObject(pod['spec'])
  const containers = fill(spec['containers'], 'container')
  const initContainers = isList(spec['initContainers']) ? fill(spec['initContainers'], 'init container') : undefined
  if (notes.length === 0) return pod
  const metadata = asObject(pod['metadata'])
  const annotations = {
    ...asObject(metadata['annotations']),
    'kubernetes.io/limit-ranger': `LimitRanger plugin set: ${notes.join('; ')}`,
  }
  return {
    ...pod,
    metadata: {...metadata, annotations},
    spec: {...spec, containers, ...(initContainers && {initContainers})},
  }
}

function filled(
  container: JsonObject,
  defaults: Readonly<Record<'requests' | 'limits', JsonObject>>,
  word: string,
  notes: string[],
): JsonObject {
  const resources: Record<string, Json | undefined> = {...asObject(container['resources'])}
  for (const half of ['requests', 'limits'] as const) {
    const given = asObject(resources[half])
    const missing = Object.keys(defaults[half])
      .filter((name) => given[name] === undefined)
      .sort()
    if (missing.length === 0) continue
    const added = Object.fromEntries(missing.map((name) => [name, defaults[half][name]]))
    resources[half] = {...given, ...added}
    notes.push(`${missing.join(', ')} ${half.slice(0, -1)} for ${word} ${asText(container['name'])}`)
  }
  return {...container, resources}
}

/** Refuses what lies outside of the ranges of the namespace, with every reason at once. */
export function checkLimitRanges({type, name, object, namespace}: Write, store: Store): void {
  const problems = rangesIn(store, namespace).flatMap((range) =>
    limitsOf(range).flatMap((item) => violations(item, object)),
  )
  const texts = [...new Set(problems)]
  if (texts.length > 0) throw forbidden(type, name, texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`)
}

type Amounts = Readonly<Record<string, number | undefined>>

function violations(item: JsonObject, object: JsonObject): string[] {
  const spec = asObject(object['spec'])
  const kind = asText(item['type'])
  if (kind === 'PersistentVolumeClaim') {
    if (object['kind'] !== kind) return []
    const requests = numbers(asObject(asObject(spec['resources'])['requests']))
    return [...tooLittle(item, kind, requests), ...tooMuch(item, kind, requests, requests)]
  }
  if (object['kind'] !== 'Pod') return []
  const containers = objects(spec['containers'])
  if (kind === 'Container')
    return [...containers, ...objects(spec['initContainers'])].flatMap(({resources}) =>
      check(
        item,
        kind,
        numbers(asObject(asObject(resources)['requests'])),
        numbers(asObject(asObject(resources)['limits'])),
      ),
    )
  return kind === 'Pod' ? check(item, kind, summed(containers, 'requests'), summed(containers, 'limits')) : []
}

const numbers = (amounts: JsonObject): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, amount(value)]))

function summed(containers: readonly JsonObject[], half: 'requests' | 'limits'): Amounts {
  const total: Record<string, number> = {}
  for (const {resources} of containers)
    for (const [name, value] of Object.entries(asObject(asObject(resources)[half])))
      total[name] = (total[name] ?? 0) + amount(value)
  return total
}

const check = (item: JsonObject, kind: string, requests: Amounts, limits: Amounts): string[] => [
  ...tooLittle(item, kind, requests),
  ...tooMuch(item, kind, requests, limits),
  ...tooFar(item, kind, requests, limits),
]

function tooLittle(item: JsonObject, kind: string, requests: Amounts): string[] {
  return Object.entries(asObject(item['min'])).flatMap(([name, bound]) => {
    const head = `minimum ${name} usage per ${kind} is ${bound}`
    const request = requests[name]
    if (request === undefined) return [`${head}.  No request is specified`]
    return request < amount(bound) ? [`${head}, but request is ${quantityText(name, request)}`] : []
  })
}

function tooMuch(item: JsonObject, kind: string, requests: Amounts, limits: Amounts): string[] {
  return Object.entries(asObject(item['max'])).flatMap(([name, bound]) => {
    const head = `maximum ${name} usage per ${kind} is ${bound}`
    const [request, limit] = [requests[name], limits[name]]
    if (limit === undefined) return [`${head}.  No limit is specified`]
    if (limit > amount(bound)) return [`${head}, but limit is ${quantityText(name, limit)}`]
    return request !== undefined && request > amount(bound)
      ? [`${head}, but request is ${quantityText(name, request)}`]
      : []
  })
}

function tooFar(item: JsonObject, kind: string, requests: Amounts, limits: Amounts): string[] {
  return Object.entries(asObject(item['maxLimitRequestRatio'])).flatMap(([name, bound]) => {
    const head = `${name} max limit to request ratio per ${kind} is ${bound}`
    const [request, limit] = [requests[name] ?? 0, limits[name] ?? 0]
    if (request === 0) return [`${head}, but no request is specified or request is 0`]
    if (limit === 0) return [`${head}, but no limit is specified or limit is 0`]
    return limit / request > amount(bound) ? [`${head}, but provided ratio is ${(limit / request).toFixed(6)}`] : []
  })
}

/** Fills in what a range leaves open: the defaults follow from its bounds. */
export function limitRangeDefaults(range: JsonObject): JsonObject {
  const spec = asObject(range['spec'])
  const limits = objects(spec['limits']).map((item) => {
    if (item['type'] !== 'Container') return item
    const limit = {...asObject(item['max']), ...asObject(item['default'])}
    const request = {...asObject(item['min']), ...limit, ...asObject(item['defaultRequest'])}
    return {
      ...item,
      ...(Object.keys(limit).length > 0 && {default: limit}),
      ...(Object.keys(request).length > 0 && {defaultRequest: request}),
    }
  })
  return {...range, spec: {...spec, limits}}
}
