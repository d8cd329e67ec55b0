import {forbiddenField} from '@ome/kinds/validation/cause'
import {isObject} from '@ome/kinds/validation/json'
import type {ApiObject} from '../../api.ts'
import {presented} from '../codec/present.ts'
import {badRequest, expired, failure, invalid, tooLargeVersion} from '../errors.ts'
import {type ResourceType, storageKey} from '../resource-type.ts'
import {keyOf, type Scan, type Store} from '../store.ts'
import {type FieldSelector, fieldSelector} from './field-selector.ts'
import {type LabelPredicate, labelSelector} from './label-selector.ts'

/** Which objects a list or watch is about. */
export interface Selection {
  readonly type: ResourceType
  readonly namespace: string
  readonly labels: LabelPredicate | undefined
  readonly fields: FieldSelector | undefined
}

export interface Page {
  readonly items: readonly ApiObject[]
  readonly revision: number
  readonly next: string
  readonly remaining: number | undefined
}

/**
 * Parses `labelSelector` and `fieldSelector`; `name` adds the object of a watch on one. Throws 400 for a selector
 * that cannot be read.
 */
export function selectionOf(type: ResourceType, namespace: string, query: URLSearchParams, name = ''): Selection {
  const fields = fieldSelector(
    [query.get('fieldSelector') ?? '', name && `metadata.name=${name}`].filter(Boolean).join(','),
    type,
  )
  return {type, namespace, labels: labelSelector(query.get('labelSelector') ?? ''), fields}
}

/** Whether an object, in its storage version, belongs to a selection. */
export const selects = ({namespace, labels, fields}: Selection, object: ApiObject): boolean =>
  (!namespace || object.metadata.namespace === namespace) &&
  (!labels || labels(object.metadata.labels)) &&
  (!fields || fields.matches(object))

const listOptions = {kind: 'ListOptions', group: 'meta.k8s.io'}

/** Reads one page as the query asks for it: limit, continue, resourceVersion and its match rule. */
export function readPage(store: Store, selection: Selection, query: URLSearchParams): Page {
  const limit = countOf(query.get('limit'), 'limit')
  const version = versionOf(query.get('resourceVersion'))
  const match = query.get('resourceVersionMatch')
  if (query.get('sendInitialEvents') !== null)
    throw invalid(listOptions, '', [forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list')])
  if (match && version === undefined)
    throw invalid(listOptions, '', [
      forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    ])
  const token = query.get('continue')
  if (token) {
    if (version) throw badRequest('specifying resource version is not allowed when using continue')
    return continued(store, selection, limit, token)
  }
  checkReached(store, version ?? 0)
  const revision = match === 'Exact' && version ? version : undefined
  const wholeCache = version === 0 && match !== 'Exact'
  return page(store, selection, wholeCache ? 0 : limit, {revision: revision ?? store.revision, start: undefined})
}

/** Throws 504 when a client asks for a resourceVersion that the store has not reached. */
export function checkReached(store: Store, version: number): void {
  if (version > store.revision) throw tooLargeVersion(version, store.revision)
}

function continued(store: Store, selection: Selection, limit: number, token: string): Page {
  const {rv, start} = parseToken(token)
  const revision = rv < 0 ? store.revision : rv
  if (revision < store.compacted) {
    const text =
      'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
    const error = expired(text)
    error.status.metadata = {continue: tokenOf(-1, start)}
    throw error
  }
  return page(store, selection, limit, {revision, start})
}

function page(
  store: Store,
  selection: Selection,
  limit: number,
  at: {revision: number; start: string | undefined},
): Page {
  const {type, namespace, labels, fields} = selection
  const prefix = namespace ? `${namespace}/` : ''
  const start = at.start === undefined ? undefined : prefix + at.start
  const all = one(store, selection) ?? store.scan(storageKey(type), {namespace, revision: at.revision, start})
  const items: ApiObject[] = []
  for (const object of all.objects) {
    if (!selects(selection, object)) continue
    const last = items.at(-1)
    if (limit > 0 && items.length === limit && last) {
      const key = keyOf(last.metadata.namespace, last.metadata.name).slice(prefix.length)
      const remaining = labels || fields ? undefined : all.total - items.length
      return {items, revision: at.revision, next: tokenOf(at.revision, `${key}\0`), remaining}
    }
    items.push(presented(object, type))
  }
  return {items, revision: at.revision, next: '', remaining: undefined}
}

/** A selection of one name within a namespace needs no scan. */
function one(store: Store, {type, namespace, fields}: Selection): Scan | undefined {
  const name = fields?.name
  if (name === undefined || (type.namespaced && !namespace)) return undefined
  const object = store.get(storageKey(type), keyOf(namespace, name))
  return object ? {total: 1, objects: [object]} : {total: 0, objects: []}
}

const tokenOf = (revision: number, start: string): string =>
  Buffer.from(JSON.stringify({v: 'meta.k8s.io/v1', rv: revision, start: `/${start}`})).toString('base64url')

function parseToken(token: string): {rv: number; start: string} {
  const invalidToken = (why: string) => badRequest(`invalid continue token: ${why}`)
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    throw invalidToken('illegal base64 data or broken JSON')
  }
  if (!isObject(parsed)) throw invalidToken('not an object')
  const {v, rv, start} = parsed
  if (v !== 'meta.k8s.io/v1') throw invalidToken('server does not recognize this encoded version')
  if (typeof rv !== 'number' || typeof start !== 'string' || !start.startsWith('/'))
    throw invalidToken('incorrect start key or resource version')
  return {rv, start: start.slice(1)}
}

/** A number parameter such as `limit`, 0 when absent. Throws 400 for anything but an integer. */
export function countOf(text: string | null, _name: string): number {
  if (!text) return 0
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  const count = BigInt(text.replace(/^\+/, ''))
  if (BigInt.asIntN(64, count) !== count)
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`)
  return Number(count)
}

/** A `resourceVersion` parameter: undefined when unset. */
export function versionOf(text: string | null): number | undefined {
  if (!text) return undefined
  if (!/^\d{1,15}$/.test(text))
    throw failure(
      400,
      `invalid resource version: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  return Number(text)
}
