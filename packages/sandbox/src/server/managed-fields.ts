import {below, type Comparison, compareFields, difference, type Fields, union} from './field-set.ts'
import {asText, equalJson, isList, isObject, type Json, type JsonObject, type MutableObject} from './json.ts'
import {metaSchema} from './meta-schema.ts'
import type {Schema} from './schema.ts'

/** One entry of `metadata.managedFields`. */
export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
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

const untrackedMeta = [
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
]

/** The tracked part of an object: without type, identity and what the server itself writes. */
export function tracked(object: JsonObject): JsonObject {
  const {apiVersion: _version, kind: _kind, metadata, ...rest} = object
  if (!isObject(metadata)) return rest
  const meta: MutableObject = {...metadata}
  for (const key of untrackedMeta) delete meta[key]
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

/** The entries of `metadata.managedFields`; anything malformed in them reads as empty. */
export function readOwners(managedFields: unknown): Owner[] {
  if (!isList(managedFields)) return []
  return managedFields.filter(isObject).map((entry) => ({
    manager: asText(entry['manager']),
    operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
    apiVersion: asText(entry['apiVersion']),
    subresource: asText(entry['subresource']),
    time: asText(entry['time']),
    fields: isObject(entry['fieldsV1']) && Object.keys(entry['fieldsV1']).length > 0 ? entry['fieldsV1'] : undefined,
  }))
}

/** Apply entries first, then by time and manager: the server's order. */
export function writeOwners(owners: readonly Owner[]): Json[] {
  return owners
    .filter(({fields}) => fields !== undefined)
    .sort(
      (a, b) =>
        compareText(a.operation, b.operation) ||
        compareText(a.time, b.time) ||
        compareText(a.manager, b.manager) ||
        compareText(a.subresource, b.subresource),
    )
    .map(({manager, operation, apiVersion, time, fields, subresource}) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: fields ?? {},
      ...(subresource && {subresource}),
    }))
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Whether a write continues an entry: manager, operation, subresource and version are its key, the time is not. */
export const isSameOwner = (owner: Owner, writer: Writer): boolean =>
  owner.manager === writer.manager &&
  owner.operation === writer.operation &&
  owner.subresource === writer.subresource &&
  owner.apiVersion === writer.apiVersion

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
  const before = old ? tracked(old) : {}
  const compared = compareTracked(before, tracked(now), schema)
  const {removed} = compared
  const changed = custom ? compared.changed : withoutStructs(compared.changed)
  if (!changed && !removed) return [...owners]
  const rest = owners.map((owner) => {
    if (isSameOwner(owner, writer)) return {...owner, fields: difference(owner.fields, removed)}
    return {...owner, fields: difference(difference(owner.fields, changed), removed)}
  })
  const mine = rest.find((owner) => isSameOwner(owner, writer))
  if (!mine) return capped([...rest, {...writer, fields: changed}])
  const fields = union(mine.fields, changed)
  if (equalJson(fields, mine.fields) && !removed) return rest
  return rest.map((owner) => (owner === mine ? {...owner, fields, time: writer.time} : owner))
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
    const {'.': _self, ...children} = withoutStructs(inner) ?? {}
    copy[key] = children
  }
  return copy
}

/** What changed between two tracked states. `f:metadata` itself is never owned, since every object has it. */
export function compareTracked(old: JsonObject, now: JsonObject, schema: Schema | undefined): Comparison {
  const {changed, removed} = compareFields(old, now, trackingSchema(schema))
  const meta = below(changed, 'f:metadata')
  if (!changed || !meta) return {changed, removed}
  const {'.': _self, ...children} = meta
  return {changed: {...changed, 'f:metadata': children}, removed}
}

const maxUpdateOwners = 10

/** Merges the oldest Update entries once there are more than ten, as the server caps them. */
function capped(owners: readonly Owner[]): Owner[] {
  const updates = owners.filter(({operation}) => operation === 'Update')
  if (updates.length <= maxUpdateOwners) return [...owners]
  const surplus = updates.sort((a, b) => compareText(a.time, b.time)).slice(0, updates.length - maxUpdateOwners + 1)
  const newest = surplus.at(-1)
  if (!newest) return [...owners]
  const fields = surplus.reduce<Fields>((all, owner) => union(all, owner.fields), undefined)
  return [...owners.filter((owner) => !surplus.includes(owner)), {...newest, manager: 'ancient-changes', fields}]
}
