import {isDeepStrictEqual} from 'node:util'
import {asObject, asText, isList, type Json, type JsonObject} from '@ome/kinds/validation/json'
import {treeOf} from '../codec/json.ts'
import {forbidden} from '../errors.ts'
import type {Store} from '../store.ts'
import type {Write} from '../write.ts'

const selectorAnnotation = 'scheduler.alpha.kubernetes.io/node-selector'
const tolerationsAnnotation = 'scheduler.alpha.kubernetes.io/defaultTolerations'

/**
 * Where the pods of a namespace may run, as Kubernetes' admission plugins PodNodeSelector and PodTolerationRestriction read it from
 * the namespace: `scheduler.alpha.kubernetes.io/node-selector` (`key=value,…`) is added to each pod, one that says otherwise is
 * refused; `…/defaultTolerations` (a JSON list) are tolerated besides.
 */
export function placePod({type, name, namespace, object}: Write, store: Store): JsonObject {
  const around = store.get('/namespaces', namespace)
  const annotations = around && asObject(asObject(treeOf(around)['metadata'])['annotations'])
  const selector = asText(annotations?.[selectorAnnotation])
  const tolerations = listIn(asText(annotations?.[tolerationsAnnotation]))
  if (!selector && tolerations.length === 0) return object
  const spec = asObject(object['spec'])
  const own = asObject(spec['nodeSelector'])
  const wanted = pairs(selector)
  if (Object.entries(wanted).some(([key, value]) => key in own && own[key] !== value))
    throw forbidden(type, name, 'pod node label selector conflicts with its namespace node label selector')
  const present = isList(spec['tolerations']) ? spec['tolerations'] : []
  const added = tolerations.filter((one) => !present.some((other) => isDeepStrictEqual(one, other)))
  return {
    ...object,
    spec: {
      ...spec,
      ...(selector && {nodeSelector: {...own, ...wanted}}),
      ...(added.length > 0 && {tolerations: [...present, ...added]}),
    },
  }
}

const pairs = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split(',')
      .filter((part) => part.includes('='))
      .map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()]),
  )

function listIn(text: string): Json[] {
  if (!text) return []
  try {
    const value: Json = JSON.parse(text)
    return isList(value) ? [...value] : []
  } catch (error) {
    // As the real plugin does with what it cannot read: the namespace has no defaults.
    if (error instanceof SyntaxError) return []
    throw error
  }
}
