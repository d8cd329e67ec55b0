import type {ApiObject} from '../api.ts'
import {badRequest, failure} from './errors.ts'
import {
  appliedFields,
  below,
  difference,
  type Fields,
  holds,
  intersection,
  itemPath,
  pathsOf,
  recursiveDifference,
  union,
} from './field-set.ts'
import {checkType} from './identity.ts'
import {
  asObject,
  asText,
  isList,
  isObject,
  type Json,
  type JsonObject,
  type MutableObject,
  setKey,
  treeOf,
  withValueAt,
} from './json.ts'
import {
  compareTracked,
  isSameOwner,
  type Owner,
  readOwners,
  tracked,
  trackingSchema,
  type Writer,
} from './managed-fields.ts'
import type {ResourceType} from './resource-type.ts'
import {fieldSchema, isAtomicMap, isDeclared, keepsUnknown, listShape, type Schema} from './schema.ts'
import type {WriteOptions} from './write.ts'

interface ApplyTarget {
  readonly type: ResourceType
  readonly namespace: string
  readonly name: string
  readonly subresource: string
}

export interface Applied {
  readonly object: JsonObject
  readonly owners: readonly Owner[]
  readonly old: ApiObject | undefined
}

/** Server-side apply: merges a configuration into the live object and settles who owns what. */
export function applyPatch(
  old: ApiObject | undefined,
  target: ApplyTarget,
  {body, force}: {body: Json; force: boolean},
  options: WriteOptions,
  time: string,
): Applied {
  const {type, subresource} = target
  const config = configOf(body, target)
  const schema = trackingSchema(type.schema)
  const wanted = halfOf(dropNulls(tracked(config)), type, subresource)
  checkDeclared(wanted, schema, target)
  const writer: Writer = {manager: options.manager, operation: 'Apply', apiVersion: type.apiVersion, subresource, time}
  const live = old ? treeOf(old) : undefined
  const owners = readOwners(live && asObject(live['metadata'])['managedFields'])
  const mine = owners.find((owner) => isSameOwner(owner, writer))
  const others = owners.filter((owner) => owner !== mine)
  const fields = appliedFields(wanted, schema, false)

  const merged = mergeTyped(live ? tracked(live) : {}, wanted, schema)
  const owned = others.reduce<Fields>((all, owner) => union(all, owner.fields), fields)
  const gone = difference(mine?.fields, owned)
  const pruned = asObject(removeFields(merged, {gone, owned}, schema))
  const {changed, removed} = compareTracked(live ? tracked(live) : {}, pruned, type.schema)
  const remaining = settleOthers(others, changed, removed, force, writer)
  const result: Owner = {
    ...writer,
    fields,
    time: mine && samePaths(mine.fields, fields) && !changed && !removed ? mine.time : time,
  }
  return {object: rebuilt(config, live, pruned), owners: [...remaining, result], old}
}

const samePaths = (a: Fields, b: Fields): boolean => JSON.stringify(pathsOf(a)) === JSON.stringify(pathsOf(b))

function configOf(body: Json, {type}: ApplyTarget): JsonObject {
  if (!isObject(body)) throw badRequest('error decoding YAML: the applied configuration is not an object')
  checkType(type, body)
  if (asObject(body['metadata'])['managedFields'] !== undefined) throw badRequest('metadata.managedFields must be nil')
  return body
}

/** The part of a configuration that its endpoint may write: the status there, everything else elsewhere. */
function halfOf(config: JsonObject, type: ResourceType, subresource: string): JsonObject {
  if (subresource === 'status') return config['status'] === undefined ? {} : {status: config['status']}
  if (!('status' in type.subresources)) return config
  const {status: _status, ...rest} = config
  return rest
}

function dropNulls(value: JsonObject): JsonObject {
  const copy: MutableObject = {}
  for (const [key, inner] of Object.entries(value))
    if (inner !== null && inner !== undefined) setKey(copy, key, isObject(inner) ? dropNulls(inner) : inner)
  return copy
}

function checkDeclared(config: JsonObject, schema: Schema, {type, namespace, name}: ApplyTarget): void {
  const path = undeclared(config, schema, '')
  if (path === undefined) return
  throw failure(
    500,
    `failed to create typed patch object (${namespace ? `${namespace}/` : '/'}${name}; ${type.apiVersion}, Kind=${type.kind}): ${path}: field not declared in schema`,
    {},
    '',
  )
}

function undeclared(value: Json, schema: Schema | undefined, path: string): string | undefined {
  if (!schema) return undefined
  if (isList(value)) {
    const shape = listShape(schema)
    for (const [i, item] of value.entries()) {
      const at = shape.kind === 'map' ? pathsOf({[itemPath(item, shape.keys, schema.items)]: {}})[0] : `[${i}]`
      const found = undeclared(item, schema.items, `${path}${at ?? ''}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (!isObject(value)) return undefined
  const open = keepsUnknown(schema) || schema.type === undefined
  for (const key in value) {
    const inner = fieldSchema(schema, key)
    if (inner === undefined && !isDeclared(schema, key) && !open) return `${path}.${key}`
    const found = undeclared(value[key] ?? null, inner, `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** Merges by schema: maps field by field, keyed lists and sets item by item, everything else as a whole. */
function mergeTyped(live: Json | undefined, config: Json, schema: Schema | undefined): JsonObject
function mergeTyped(live: Json | undefined, config: Json, schema: Schema | undefined): Json
function mergeTyped(live: Json | undefined, config: Json, schema: Schema | undefined): Json {
  if (isObject(config) && isObject(live) && !isAtomicMap(schema)) {
    const copy: MutableObject = {...live}
    for (const [key, value] of Object.entries(config))
      if (value !== undefined) setKey(copy, key, mergeTyped(live[key], value, fieldSchema(schema, key)))
    return copy
  }
  const shape = listShape(schema)
  if (!isList(config) || !isList(live) || shape.kind === 'atomic') return config
  const keys = shape.kind === 'map' ? shape.keys : undefined
  const wanted = new Map(config.map((item) => [itemPath(item, keys, schema?.items), item]))
  const merged = live.map((item) => {
    const path = itemPath(item, keys, schema?.items)
    const update = wanted.get(path)
    wanted.delete(path)
    return update === undefined ? item : mergeTyped(item, update, schema?.items)
  })
  return [...merged, ...wanted.values()]
}

interface Removal {
  /** What the manager has given up. */
  readonly gone: Fields
  /** What anybody still owns: a parent stays as long as something below it does. */
  readonly owned: Fields
}

function removeFields(value: Json, {gone, owned}: Removal, schema: Schema | undefined): Json {
  if (!gone) return value
  const step = (path: string): Removal => ({gone: below(gone, path), owned: below(owned, path)})
  if (isObject(value)) {
    const copy: MutableObject = {}
    for (const [key, inner] of Object.entries(value)) {
      const next = step(`f:${key}`)
      if (inner === undefined || (holds(next.gone) && !next.owned)) continue
      const rest = removeFields(inner, next, fieldSchema(schema, key))
      if (!next.owned && isEmptied(inner, rest)) continue
      setKey(copy, key, rest)
    }
    return copy
  }
  const shape = listShape(schema)
  if (!isList(value) || shape.kind === 'atomic') return value
  const keys = shape.kind === 'map' ? shape.keys : undefined
  return value.flatMap((item) => {
    const next = step(itemPath(item, keys, schema?.items))
    return holds(next.gone) && !next.owned ? [] : [removeFields(item, next, schema?.items)]
  })
}

const isEmptied = (before: Json, after: Json): boolean =>
  before !== after && (isObject(after) ? Object.keys(after).length === 0 : isList(after) && after.length === 0)

function settleOthers(
  others: readonly Owner[],
  changed: Fields,
  removed: Fields,
  force: boolean,
  writer: Writer,
): Owner[] {
  const conflicts = others.flatMap((owner) => {
    const fields = intersection(owner.fields, changed)
    return fields && pathsOf(fields).length > 0 ? [{owner, fields}] : []
  })
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts, writer)
  return others.map((owner) => ({
    ...owner,
    fields: recursiveDifference(difference(owner.fields, intersection(owner.fields, changed)), removed),
  }))
}

interface Conflict {
  readonly owner: Owner
  readonly fields: Fields
}

function applyConflict(conflicts: readonly Conflict[], writer: Writer): Error {
  const groups = new Map<string, string[]>()
  for (const {owner, fields} of conflicts)
    groups.set(ownerText(owner, writer), [...(groups.get(ownerText(owner, writer)) ?? []), ...pathsOf(fields)])
  const causes = [...groups].flatMap(([owner, paths]) =>
    paths.map((field) => ({reason: 'FieldManagerConflict', message: `conflict with ${owner}`, field})),
  )
  const [only] = causes
  const text =
    causes.length === 1 && only
      ? `${only.message}: ${only.field}`
      : [...groups]
          .map(([owner, paths]) => `conflicts with ${owner}:\n${paths.map((path) => `- ${path}`).join('\n')}`)
          .join('\n')
  return failure(409, `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${text}`, {causes})
}

function ownerText(owner: Owner, writer: Writer): string {
  const subresource = owner.subresource ? ` with subresource ${JSON.stringify(owner.subresource)}` : ''
  const version =
    owner.operation === 'Update' || owner.apiVersion !== writer.apiVersion ? ` using ${owner.apiVersion}` : ''
  return `${JSON.stringify(owner.manager)}${subresource}${version}`
}

/** Puts the tracked part back into an object with its type and identity. */
function rebuilt(config: JsonObject, live: JsonObject | undefined, part: JsonObject): JsonObject {
  const {metadata, ...rest} = part
  const identity = asObject((live ?? config)['metadata'])
  const {
    labels: _labels,
    annotations: _annotations,
    finalizers: _finalizers,
    ownerReferences: _owners,
    ...fixed
  } = identity
  const whole = {
    apiVersion: config['apiVersion'],
    kind: config['kind'],
    ...rest,
    metadata: {...fixed, ...asObject(metadata)},
  }
  const version = asText(asObject(config['metadata'])['resourceVersion'])
  return version ? withValueAt(whole, ['metadata', 'resourceVersion'], version) : whole
}
