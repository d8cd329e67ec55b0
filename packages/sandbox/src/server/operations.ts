import {invalidValue} from '@ome/kinds/validation/cause'
import {asObject, asText, equalJson, isObject, type Json, type JsonObject, withField} from '@ome/kinds/validation/json'
import type {ApiObject, LocalApi} from '../api.ts'
import {applyPatch} from './apply/apply.ts'
import {appliedScale, readScale, writeScale} from './builtin/scale.ts'
import {freezeTree, objectOf, treeOf} from './codec/json.ts'
import {inStorageVersion, presented, sealed} from './codec/present.ts'
import {alreadyExists, badRequest, conflict, invalid, modified, notFound, unsupportedMediaType} from './errors.ts'
import {jsonPatch} from './patch/json-patch.ts'
import {mergePatch} from './patch/merge-patch.ts'
import {strategicMerge} from './patch/strategic-merge.ts'
import type {Registry} from './registry.ts'
import {type RemoveOptions, removeObject} from './remove.ts'
import {type ResourceType, storageKey} from './resource-type.ts'
import {type StageWorld, writeStages} from './stages.ts'
import {keyOf, type Store} from './store.ts'
import type {Stage, Write, WriteOptions} from './write.ts'

/** The address of one object, or of the half that a subresource is. */
export interface Target {
  readonly type: ResourceType
  readonly namespace: string
  readonly name: string
  readonly subresource: string
}

export type PatchType = 'merge' | 'json' | 'strategic' | 'apply'

export interface Patch {
  readonly type: PatchType
  readonly body: Json
  readonly force: boolean
}

export interface Written {
  readonly object: ApiObject
  readonly created: boolean
}

/** The verbs of the API on stored objects, for wire requests and in-process callers alike. */
export interface Operations {
  readonly store: Store
  readonly registry: Registry
  get(target: Target): ApiObject
  create(target: Omit<Target, 'name' | 'subresource'>, body: JsonObject, options: WriteOptions): ApiObject
  update(target: Target, body: JsonObject, options: WriteOptions): ApiObject
  patch(target: Target, patch: Patch, options: WriteOptions): Written
  /** The object when it goes on to exist (finalizers, grace), else undefined. */
  remove(
    target: Omit<Target, 'subresource'>,
    remove: RemoveOptions,
    options: WriteOptions,
  ): {object: ApiObject; left: boolean}
}

export interface OperationsWorld extends StageWorld {
  readonly registry: Registry
  api(): LocalApi
  nowMs(): number
  /** Called after every commit, when all watchers have had it. */
  committed(type: ResourceType, object: ApiObject): void
}

const acceptedPatches = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
const createAttempts = 8

/**
 * Joins storage, write stages and patches to the verbs. Every one is synchronous: what it read cannot change before
 * it commits.
 */
export function createOperations(world: OperationsWorld): Operations {
  const {store, registry} = world
  const stages = writeStages(world)
  const run = (write: Write): Write => stages.reduce((current: Write, stage: Stage) => stage(current), write)

  const stored = ({type, namespace, name}: Omit<Target, 'subresource'>): ApiObject | undefined =>
    store.get(storageKey(type), keyOf(namespace, name))
  const existing = (target: Target): ApiObject => {
    const object = stored(target)
    if (!object) throw notFound(target.type, target.name)
    return presented(object, target.type)
  }

  function create(
    target: Omit<Target, 'name' | 'subresource'>,
    body: JsonObject,
    options: WriteOptions,
    owners?: Write['owners'],
    name = '',
  ): ApiObject {
    const generated = !name && !asObject(body['metadata'])['name']
    for (let attempt = 1; ; attempt++) {
      const write = run({
        ...target,
        operation: 'CREATE',
        subresource: '',
        name,
        object: body,
        old: undefined,
        options,
        ...(owners && {owners}),
      })
      const clash = stored({...target, name: write.name})
      if (!clash) return commit(write, options)
      if (!generated || attempt === createAttempts) throw alreadyExists(target.type, write.name)
    }
  }

  function update(target: Target, body: JsonObject, options: WriteOptions, owners?: Write['owners']): ApiObject {
    const old = existing(target)
    const version = asText(asObject(body['metadata'])['resourceVersion'])
    if (version && version !== old.metadata.resourceVersion) throw conflict(target.type, target.name, modified)
    const write = run({...target, operation: 'UPDATE', object: body, old, options, ...(owners && {owners})})
    if (isFinished(write.object)) return remove(target, write, options)
    if (equalJson(write.object, treeOf(old))) return old
    return commit(write, options)
  }

  function commit(write: Write, {dryRun}: WriteOptions): ApiObject {
    const {type, namespace, name} = write
    const object = inStorageVersion(write.object, write.type)
    const meta = asObject(object['metadata'])
    if (dryRun) return presented(objectOf(freezeTree({...object, metadata: meta})), type)
    const made = store.put(storageKey(type), keyOf(namespace, name), (revision) => sealed(object, revision, type))
    world.committed(type, made)
    return presented(made, type)
  }

  function remove({type, namespace, name}: Target, write: Write, {dryRun}: WriteOptions): ApiObject {
    if (dryRun) return objectOf(freezeTree(write.object))
    const last = store.remove(storageKey(type), keyOf(namespace, name), (revision) =>
      sealed(inStorageVersion(write.object, write.type), revision, type),
    )
    world.committed(type, last)
    return presented(last, type)
  }

  return {
    store,
    registry,
    get: existing,
    create: (target, body, options) => create(target, body, options),
    update(target, body, options) {
      if (target.subresource !== 'scale') return update(target, body, options)
      const old = existing(target)
      return readScale(update(target, writeScale(old, target.type, body), options), target.type)
    },
    patch(target, patch, options) {
      const old = stored(target) && existing(target)
      if (patch.type === 'apply') {
        if (!old && target.subresource) throw notFound(target.type, target.name)
        if (target.subresource === 'scale') {
          const scaled = {...patch, body: appliedScale(patch.body, target.type)}
          const {object, owners} = applyPatch(old, target, scaled, options, world.now())
          return {object: readScale(update(target, object, options, owners), target.type), created: false}
        }
        const applied = applyPatch(old, target, patch, options, world.now())
        if (applied.old) return {object: update(target, applied.object, options, applied.owners), created: false}
        return {object: create(target, applied.object, options, applied.owners, target.name), created: true}
      }
      if (!old) throw notFound(target.type, target.name)
      if (target.subresource === 'scale') {
        const scale = asObject(apply(treeOf(readScale(old, target.type)), target.type, patch))
        return {
          object: readScale(update(target, writeScale(old, target.type, scale), options), target.type),
          created: false,
        }
      }
      return {object: update(target, patched(old, target, patch), options), created: false}
    },
    remove(target, removal, options) {
      const old = existing({...target, subresource: ''})
      return removeObject({target, old, removal, options, world})
    },
  }
}

/** A terminating object whose last finalizer is gone. */
function isFinished(object: JsonObject): boolean {
  const meta = asObject(object['metadata'])
  if (!meta['deletionTimestamp'] || hasItems(meta['finalizers'])) return false
  if (object['kind'] === 'Namespace' && object['apiVersion'] === 'v1')
    return !hasItems(asObject(object['spec'])['finalizers'])
  return (meta['deletionGracePeriodSeconds'] ?? 0) === 0
}

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0

function patched(old: ApiObject, {type, name}: Target, patch: Patch): JsonObject {
  const tree = treeOf(old)
  const result = apply(tree, type, patch)
  if (!isObject(result) || !isObject(result['metadata']))
    throw badRequest('error decoding patch: the patched object is not an object')
  const kept = ['kind', 'apiVersion'].every((key) => result[key] === tree[key])
  if (!kept && result['kind'] !== tree['kind'])
    throw invalid(type, name, [invalidValue('kind', result['kind'], `must be ${type.kind}`)])
  return withField(result, 'apiVersion', result['apiVersion'] ?? tree['apiVersion'])
}

function apply(tree: JsonObject, type: ResourceType, {type: patchType, body}: Patch): Json {
  if (patchType === 'json') return jsonPatch(tree, body)
  if (!isObject(body))
    throw badRequest('error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}')
  if (patchType === 'merge') return mergePatch(tree, body)
  if (type.custom) throw unsupportedMediaType(acceptedPatches)
  return strategicMerge(tree, body, type.schema)
}
