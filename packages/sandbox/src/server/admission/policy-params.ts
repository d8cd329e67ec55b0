import {asObject, asText, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {treeOf} from '../codec/json.ts'
import {matchesSelector} from '../read/selector-object.ts'
import {keyOf, type Store} from '../store.ts'

/** One parameter object of a policy; null when it has none. */
export type Params = JsonObject | null

/** The kinds that are parameters mostly, and everything else by the stored kind of its objects. */
function resourcesOf(store: Store, apiVersion: string, kind: string): readonly JsonObject[] {
  const found: JsonObject[] = []
  for (const [, object] of store.entries())
    if (object.kind === kind && object.apiVersion === apiVersion) found.push(treeOf(object))
  return found
}

/**
 * The parameters that a binding gives a policy: one evaluation for each. An empty problem means that the binding has
 * none and lets the request pass.
 */
export function paramsOf(
  store: Store,
  policy: JsonObject,
  binding: JsonObject,
  namespace: string,
): {readonly found: readonly Params[]} | {readonly problem: string} {
  const kind = policy['paramKind']
  const reference = binding['paramRef']
  if (!isObject(kind) || !isObject(reference)) return {found: [null]}
  const wanted = asText(reference['namespace']) || namespace
  const name = asText(reference['name'])
  const candidates =
    kind['kind'] === 'ConfigMap' && kind['apiVersion'] === 'v1'
      ? configMaps(store, wanted, name)
      : resourcesOf(store, asText(kind['apiVersion']), asText(kind['kind']))
  const found = candidates.filter((one) => {
    const meta = asObject(one['metadata'])
    if (meta['namespace'] !== undefined && meta['namespace'] !== wanted) return false
    if (name) return meta['name'] === name
    return matchesSelector(reference['selector'], asObject(meta['labels']) as Record<string, string>)
  })
  if (found.length > 0) return {found}
  return {
    problem:
      reference['parameterNotFoundAction'] === 'Allow'
        ? ''
        : 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction',
  }
}

function configMaps(store: Store, namespace: string, name: string): readonly JsonObject[] {
  if (!name) return store.list('/configmaps', {namespace}).map(treeOf)
  const one = store.get('/configmaps', keyOf(namespace, name))
  return one ? [treeOf(one)] : []
}
