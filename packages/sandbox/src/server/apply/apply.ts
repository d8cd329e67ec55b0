import {asObject, asText, equalJson, isObject, type Json, type JsonObject} from '@ome/kinds/validation/json'
import type {Schema} from '@ome/kinds/validation/schema'
import type {ApiObject} from '../../api.ts'
import {treeOf} from '../codec/json.ts'
import {badRequest, conflict, failure} from '../errors.ts'
import type {ResourceType} from '../resource-type.ts'
import type {WriteOptions} from '../write.ts'
import {typedErrors} from './apply-check.ts'
import {applyConflict, type Conflict} from './apply-conflict.ts'
import {difference, type Fields, intersection, union} from './field-set.ts'
import {lastAppliedFields, withLastApplied} from './last-applied.ts'
import {
  compareTracked,
  type Owner,
  ownerKey,
  ownUpdate,
  readOwners,
  tracked,
  trackingSchema,
  type Writer,
  withoutMeta,
} from './managed-fields.ts'
import {fieldsOf} from './typed.ts'
import {mergeTyped, removeFields, withNamedParents} from './typed-merge.ts'
import {reconciled} from './typed-reconcile.ts'

interface ApplyTarget {
  readonly type: ResourceType
  readonly name: string
  readonly subresource: string
}

export interface Applied {
  readonly object: JsonObject
  readonly owners: readonly Owner[]
  readonly old: ApiObject | undefined
}

interface ApplyBody {
  readonly body: Json
  readonly force: boolean
}

/**
 * Server-side apply: merges a configuration into the live object and settles who owns what, by the rules of
 * sigs.k8s.io/structured-merge-diff.
 */
export function applyPatch(
  old: ApiObject | undefined,
  target: ApplyTarget,
  {body, force}: ApplyBody,
  options: WriteOptions,
  time: string,
): Applied {
  const {type, subresource} = target
  const config = configOf(body, target, old)
  const schema = trackingSchema(type.schema)
  checkTyped(config, schema, type)
  const wanted = halfOf(tracked(config), type, subresource)
  const live = old ? treeOf(old) : undefined
  const writer: Writer = {manager: options.manager, operation: 'Apply', apiVersion: type.apiVersion, subresource, time}
  const key = ownerKey(writer)
  const owners = ownersOf(live, type, writer).map((owner) => ({
    ...owner,
    fields: reconciled(owner.fields, schema),
  }))
  const mine = owners.find((owner) => ownerKey(owner) === key)
  const others = owners.filter((owner) => owner !== mine)
  const fields = withoutMeta(fieldsOf(wanted, schema))
  const before = live ? tracked(live) : {}
  const merged = asObject(mergeTyped(before, wanted, schema))
  const owned = others.reduce<Fields>((all, owner) => union(all, owner.fields), union(fields, ownMetadata))
  const pruned = prune(merged, mine?.fields, owned, schema)
  const isSame = live !== undefined && equalJson(before, pruned)
  const allowed = options.manager === 'kubectl' && live ? lastAppliedFields(live, schema) : undefined
  const remaining = settleOthers(others, compareTracked(before, pruned, type.schema), force, allowed)
  const result: Owner = {...writer, fields, time: isSame ? (mine?.time ?? '') : time}
  const object = rebuilt(config, live, pruned)
  return {
    object: options.manager === 'kubectl' ? withLastApplied(object, config) : object,
    owners: [...remaining, result],
    old,
  }
}

function configOf(body: Json, {type, name}: ApplyTarget, old: ApiObject | undefined): JsonObject {
  if (!isObject(body)) throw badRequest('error decoding YAML: the applied configuration is not an object')
  const {apiVersion, kind} = body
  if (apiVersion !== type.apiVersion || kind !== type.kind)
    throw badRequest(`invalid object type: ${kindText(asText(apiVersion), asText(kind))}`)
  const meta = asObject(body['metadata'])
  if (meta['managedFields'] !== undefined && meta['managedFields'] !== null)
    throw badRequest('metadata.managedFields must be nil')
  if (!old && meta['uid'])
    throw conflict(
      type,
      name,
      `uid mismatch: the provided object specified uid ${asText(meta['uid'])}, and no existing object was found`,
    )
  return body
}

const kindText = (apiVersion: string, kind: string): string =>
  `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`

/** Every configuration has metadata, so that it stays whoever gives up what is in it. */
const ownMetadata: Fields = {'f:metadata': {}}

/** The owners of a live object. One without any belongs to whoever wrote it before the first apply. */
function ownersOf(live: JsonObject | undefined, type: ResourceType, writer: Writer): readonly Owner[] {
  const owners = readOwners(live && asObject(live['metadata'])['managedFields']) ?? []
  if (!live || owners.length > 0) return owners
  return ownUpdate(
    [],
    {old: undefined, now: live, schema: type.schema, custom: type.custom},
    {...writer, manager: 'before-first-apply', operation: 'Update'},
  )
}

/** The part of a configuration that its endpoint may write: the status there, everything else elsewhere. */
function halfOf(config: JsonObject, type: ResourceType, subresource: string): JsonObject {
  if (subresource === 'status') return config['status'] === undefined ? {} : {status: config['status']}
  if (!('status' in type.subresources)) return config
  const {status: _status, ...rest} = config
  return rest
}

function checkTyped(config: JsonObject, schema: Schema, type: ResourceType): void {
  const {apiVersion: _version, kind: _kind, ...rest} = config
  const errors = typedErrors(rest, schema)
  if (errors.length === 0) return
  const {namespace, name} = asObject(config['metadata'])
  const text = errors.length === 1 ? errors[0] : ['errors:', ...errors.map((line) => `  ${line}`)].join('\n')
  throw failure(
    500,
    `failed to create typed patch object (${asText(namespace)}/${asText(name)}; ${kindText(type.apiVersion, type.kind)}): ${text}`,
    {},
    '',
  )
}

/**
 * Removes what the manager has applied before and does not apply now, unless somebody else owns it. What nobody owns
 * and the manager never applied stays.
 */
function prune(merged: JsonObject, last: Fields, owned: Fields, schema: Schema): JsonObject {
  if (!last) return merged
  const named = (set: Fields) => withNamedParents(set, schema)
  const without = (set: Fields) => asObject(removeFields(merged, set, schema))
  const all = named(fieldsOf(merged, schema))
  const bare = without(named(last))
  const kept = without(difference(all, union(named(fieldsOf(bare, schema)), named(owned))))
  return without(intersection(difference(all, union(named(fieldsOf(kept, schema)), ownMetadata)), named(last)))
}

function settleOthers(
  others: readonly Owner[],
  {changed, removed}: {changed: Fields; removed: Fields},
  force: boolean,
  allowed: Fields,
): Owner[] {
  const conflicts = others.flatMap((owner): Conflict[] => {
    const fields = difference(intersection(owner.fields, changed), allowed)
    return fields ? [{owner, fields}] : []
  })
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts)
  return others.map((owner) => ({...owner, fields: difference(difference(owner.fields, changed), removed)}))
}

/** Metadata that is never owned, and that a configuration may name to be checked against the live object. */
const identity = ['name', 'namespace', 'uid', 'resourceVersion'] as const

/** Puts the tracked part back into an object with its type and identity. */
function rebuilt(config: JsonObject, live: JsonObject | undefined, part: JsonObject): JsonObject {
  const {metadata, ...rest} = part
  const given = asObject(config['metadata'])
  const known = asObject(live?.['metadata'])
  const fixed = Object.fromEntries(
    Object.entries(known).filter(([key]) => !(key in asObject(tracked({metadata: known})['metadata']))),
  )
  const named = Object.fromEntries(identity.filter((key) => given[key]).map((key) => [key, given[key]]))
  return {
    apiVersion: config['apiVersion'],
    kind: config['kind'],
    ...rest,
    metadata: {...fixed, ...named, ...asObject(metadata)},
  }
}
