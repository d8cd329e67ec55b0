import type {ApiObject} from '../api.ts'
import {applyConflict} from './apply-conflict.ts'
import {mergeTyped, removeFields} from './apply-merge.ts'
import {badRequest, failure} from './errors.ts'
import {
  appliedFields,
  difference,
  type Fields,
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
import {fieldSchema, isDeclared, keepsUnknown, listShape, type Schema} from './schema.ts'
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
