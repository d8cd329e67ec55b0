import {
  asText,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type MutableObject,
  setKey,
} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import {metaSchema} from '../definitions/meta-schema.ts'
import {below, difference, type Fields, node, sharedSet, union, withoutRoot} from './field-set.ts'
import {type Comparison, compareFields} from './typed-compare.ts'

/** One entry of `metadata.managedFields`. */
export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  /** RFC 3339; empty in an entry that has never changed the object. */
  readonly time: string
  readonly fields: Fields
}

export interface Writer {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  /** RFC 3339, seconds. */
  readonly time: string
}

const untrackedMeta = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
])

/** The tracked part of an object: without type, identity and what the server itself writes. */
export function tracked(object: JsonObject): JsonObject {
  const {apiVersion: _version, kind: _kind, metadata, ...rest} = object
  if (!isObject(metadata)) return rest
  const meta: MutableObject = {}
  for (const key in metadata) if (!untrackedMeta.has(key)) setKey(meta, key, metadata[key])
  return Object.keys(meta).length > 0 ? {...rest, metadata: meta} : rest
}

/** The schema under which ownership is tracked: the kind's own, with ObjectMeta at `metadata`. */
export function trackingSchema(schema: Schema | undefined): Schema {
  if (!schema) return metaSchema
  const known = trackingSchemas.get(schema)
  if (known) return known
  const combined: Schema = {...schema, properties: {...schema.properties, ...metaSchema.properties}}
  trackingSchemas.set(schema, combined)
  return combined
}
const trackingSchemas = new WeakMap<Schema, Schema>()

/** What was read from lists that never change. */
const known = new WeakMap<object, readonly Owner[]>()

/** The entries of `metadata.managedFields`; undefined when one of them is malformed. */
export function readOwners(managedFields: unknown): readonly Owner[] | undefined {
  if (!isList(managedFields)) return []
  const before = known.get(managedFields)
  if (before) return before
  const owners = ownersIn(managedFields)
  if (owners && Object.isFrozen(managedFields)) known.set(managedFields, owners)
  return owners
}

function ownersIn(managedFields: readonly Json[]): Owner[] | undefined {
  const owners: Owner[] = []
  for (const entry of managedFields) {
    if (!isObject(entry)) return undefined
    const {operation, apiVersion, fieldsType, fieldsV1} = entry
    if ((operation !== 'Apply' && operation !== 'Update') || !asText(apiVersion)) return undefined
    if (fieldsType !== 'FieldsV1' || !isFieldSet(fieldsV1 ?? {})) return undefined
    owners.push({
      manager: asText(entry['manager']),
      operation,
      apiVersion: asText(apiVersion),
      subresource: asText(entry['subresource']),
      time: asText(entry['time']),
      fields: isObject(fieldsV1) && Object.keys(fieldsV1).length > 0 ? fieldsV1 : undefined,
    })
  }
  return owners
}

/** Whether every key of a field set can be read; keys of an unknown sort make it malformed as well. */
function isFieldSet(value: unknown): boolean {
  if (!isObject(value)) return false
  return Object.entries(value).every(([key, inner]) => (key === '.' || isElement(key)) && isFieldSet(inner))
}

function isElement(key: string): boolean {
  if (key.startsWith('f:')) return true
  if (key.startsWith('i:')) return /^-?\d+$/.test(key.slice(2))
  if (!key.startsWith('k:') && !key.startsWith('v:')) return false
  try {
    const value: unknown = JSON.parse(key.slice(2))
    return key.startsWith('v:') || isObject(value)
  } catch {
    return false
  }
}

/** Whether a request asks to forget all owners: an empty list, or one with a single empty entry. */
export const resetsOwners = (managedFields: unknown): boolean =>
  isList(managedFields) &&
  (managedFields.length === 0 ||
    (managedFields.length === 1 && isObject(managedFields[0]) && Object.keys(managedFields[0]).length === 0))

/** Apply entries first, then by time and manager: the server's order. Undefined when nobody owns anything. */
export function writeOwners(owners: readonly Owner[]): Json | undefined {
  const owning = owners.filter(({fields}) => fields !== undefined)
  if (owning.length === 0) return undefined
  return owning
    .sort(
      (a, b) =>
        compareText(a.operation, b.operation) ||
        compareText(a.time, b.time) ||
        compareText(a.manager, b.manager) ||
        compareText(a.apiVersion, b.apiVersion) ||
        compareText(a.subresource, b.subresource),
    )
    .map(({manager, operation, apiVersion, time, fields, subresource}) => ({
      manager,
      operation,
      apiVersion,
      ...(time && {time}),
      fieldsType: 'FieldsV1',
      fieldsV1: sharedSet(fields ?? {}),
      ...(subresource && {subresource}),
    }))
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * What tells one entry from another, in the form by which the server sorts them: manager, operation and subresource,
 * and for updates the version. The time is no part of it.
 */
export const ownerKey = ({manager, operation, apiVersion, subresource}: Writer): string =>
  JSON.stringify({
    manager,
    operation,
    ...(operation === 'Update' && {apiVersion}),
    ...(subresource && {subresource}),
  })

/** A write as ownership sees it. */
export interface Changing {
  readonly old: JsonObject | undefined
  readonly now: JsonObject
  readonly schema: Schema | undefined
  readonly custom: boolean
}

/** Gives the changed fields of an ordinary write to its manager and takes them, and removed ones, from the others. */
export function ownUpdate(owners: readonly Owner[], change: Changing, writer: Writer): Owner[] {
  const {old, now, schema, custom} = change
  const compared = compareTracked(old ? tracked(old) : {}, tracked(now), schema)
  const {removed} = compared
  const changed = custom ? compared.changed : withoutStructs(compared.changed)
  if (!changed && !removed) return [...owners]
  const rest = owners.map((owner) => ({
    ...owner,
    fields: difference(difference(owner.fields, changed), removed),
  }))
  if (!changed) return rest.filter(({fields}) => fields)
  const key = ownerKey(writer)
  const mine = rest.find((owner) => ownerKey(owner) === key)
  const others = rest.filter((owner) => owner !== mine && owner.fields)
  return capped([...others, {...writer, fields: union(mine?.fields, changed)}])
}

/** Struct fields that Go's built-in types always have: they exist before anyone sets something inside of them. */
const structs = new Set([
  'f:spec',
  'f:status',
  'f:template',
  'f:metadata',
  'f:strategy',
  'f:updateStrategy',
  'f:containers',
])

/** Takes the membership of always-present structs out of what a write to a built-in kind has changed. */
function withoutStructs(fields: Fields): Fields {
  if (!fields) return fields
  const copy: MutableObject = {...fields}
  for (const key of structs) {
    const inner = below(fields, key)
    if (!inner || Object.keys(inner).length === 0) continue
    copy[key] = withoutRoot(withoutStructs(inner)) ?? inner
  }
  return copy
}

/** What changed between two tracked states. The object itself and `f:metadata` are never owned: they are always there. */
export function compareTracked(old: JsonObject, now: JsonObject, schema: Schema | undefined): Comparison {
  const {changed, removed} = compareFields(old, now, trackingSchema(schema))
  return {changed: withoutMeta(changed), removed: withoutMeta(removed)}
}

/** Takes the root and `f:metadata` itself out of a set. */
export function withoutMeta(fields: Fields): Fields {
  const inner = below(fields, 'f:metadata')
  if (!fields || !inner) return withoutRoot(fields)
  const {'f:metadata': _meta, ...rest} = fields
  const meta = withoutRoot(inner)
  return withoutRoot(node(false, meta ? {...rest, 'f:metadata': meta} : rest))
}

const maxUpdateOwners = 10
const bucketName = 'ancient-changes'

/** Merges the oldest Update entries of each version once there are more than ten, as the server caps them. */
function capped(owners: readonly Owner[]): Owner[] {
  const updates = owners.filter(({operation}) => operation === 'Update')
  if (updates.length <= maxUpdateOwners) return [...owners]
  const kept = new Map(owners.map((owner) => [ownerKey(owner), owner]))
  const first = new Map<string, Owner>()
  const oldest = updates.sort((a, b) => compareText(a.time, b.time) || compareText(ownerKey(a), ownerKey(b)))
  let count = updates.length
  for (const owner of oldest) {
    if (count <= maxUpdateOwners) break
    const before = first.get(owner.apiVersion)
    if (!before) {
      first.set(owner.apiVersion, owner)
      continue
    }
    const empty: Owner = {...owner, manager: bucketName, subresource: ''}
    const bucket = kept.get(ownerKey(empty)) ?? before
    kept.delete(ownerKey(bucket))
    kept.delete(ownerKey(owner))
    kept.set(ownerKey(empty), {...empty, fields: union(owner.fields, bucket.fields)})
    count--
  }
  return [...kept.values()]
}
