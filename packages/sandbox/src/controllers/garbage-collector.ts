import {ApiError, type ApiObject} from '../api.ts'
import {kindsInUse, type UsedKind} from './kinds-in-use.ts'
import {watchWhenServed} from './reconciler.ts'
import {customResourceDefinitions} from './resources.ts'
import type {Controller, World} from './world.ts'

type Reference = NonNullable<ApiObject['metadata']['ownerReferences']>[number]

interface Known {
  readonly used: UsedKind
  readonly namespace: string | undefined
  readonly name: string
  readonly owners: readonly Reference[]
}

const noOwners: readonly Reference[] = []
const foreground = 'foregroundDeletion'
const orphan = 'orphan'

/** Deletes what lost its last owner, and carries out foreground and orphaning deletions, as kube-controller-manager does. */
export const garbageCollector: Controller = (world) => {
  const known = new Map<string, Known>()
  const byOwner = new Map<string, Set<string>>()
  const stops = new Map<string, () => void>()
  const kinds = new Map<string, UsedKind>()

  function follow(used: UsedKind): void {
    const id = `${used.resource.plural}.${used.resource.group}`
    if (stops.has(id)) return
    stops.set(
      id,
      watchWhenServed(world, used.resource, ({type, object}) => {
        const uid = object.metadata.uid ?? ''
        const isNew = known.get(uid)?.owners !== object.metadata.ownerReferences
        if (type === 'DELETED') forget(object)
        else remember(used, object)
        if (type === 'DELETED') for (const dependant of byOwner.get(uid) ?? []) visit(dependant)
        else if (object.metadata.deletionTimestamp || (object.metadata.ownerReferences?.length && isNew)) visit(uid)
        if (type === 'DELETED') for (const owner of object.metadata.ownerReferences ?? []) visit(owner.uid)
      }),
    )
  }

  function remember(used: UsedKind, object: ApiObject): void {
    const uid = object.metadata.uid ?? ''
    const owners = object.metadata.ownerReferences ?? noOwners
    if (known.get(uid)?.owners === owners) return
    for (const owner of known.get(uid)?.owners ?? []) byOwner.get(owner.uid)?.delete(uid)
    known.set(uid, {used, namespace: object.metadata.namespace, name: object.metadata.name, owners})
    for (const owner of owners) {
      const dependants = byOwner.get(owner.uid) ?? new Set()
      byOwner.set(owner.uid, dependants.add(uid))
    }
  }

  function forget(object: ApiObject): void {
    const uid = object.metadata.uid ?? ''
    for (const owner of known.get(uid)?.owners ?? []) byOwner.get(owner.uid)?.delete(uid)
    known.delete(uid)
  }

  const visit = (uid: string): void => world.queue.add(`garbage-collector ${uid}`, () => collect(uid))

  function collect(uid: string): void {
    const item = known.get(uid)
    const object = item && world.api.get(item.used.resource, item.name, item.namespace)
    if (!item || object?.metadata.uid !== uid) return
    try {
      if (object.metadata.deletionTimestamp) finishDeletion(item, object)
      else if (item.owners.length > 0 && item.owners.every((owner) => !exists(owner, item.namespace))) {
        for (const owner of item.owners) warnOfNamespace(object, owner)
        world.api.delete(item.used.resource, item.name, item.namespace, {propagation: 'Background'})
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      world.clock.after(500, () => visit(uid))
    }
  }

  function finishDeletion(item: Known, object: ApiObject): void {
    const finalizers = object.metadata.finalizers ?? []
    const dependants = [...(byOwner.get(object.metadata.uid ?? '') ?? [])].flatMap((uid) => known.get(uid) ?? [])
    if (finalizers.includes(orphan)) {
      for (const dependant of dependants) disown(world, dependant, object)
      dropFinalizer(world, item, object, orphan)
    } else if (finalizers.includes(foreground)) {
      const blocking = dependants.filter((dependant) =>
        dependant.owners.some((owner) => owner.uid === object.metadata.uid && owner.blockOwnerDeletion),
      )
      for (const dependant of dependants) deleteOnce(world, dependant)
      if (blocking.length === 0) dropFinalizer(world, item, object, foreground)
    }
  }

  /** An owner of a kind that the cluster does not know may exist. */
  function exists(owner: Reference, namespace: string | undefined): boolean {
    const used = kinds.get(kindKey(groupOf(owner.apiVersion), owner.kind))
    if (!used || !world.api.serves(used.resource)) return true
    const object = world.api.get(used.resource, owner.name, used.namespaced ? namespace : undefined)
    return object?.metadata.uid === owner.uid
  }

  /** Owners are looked for in the namespace of what they own: one elsewhere does not count. */
  function warnOfNamespace(object: ApiObject, owner: Reference): void {
    const elsewhere = known.get(owner.uid)
    const {namespace = ''} = object.metadata
    if (!elsewhere || elsewhere.namespace === namespace) return
    const what = `${owner.apiVersion}/${owner.kind}, namespace: ${namespace}, name: ${owner.name}, uid: ${owner.uid}`
    const message = `ownerRef [${what}] does not exist in namespace "${namespace}"`
    world.api.event(object, 'Warning', 'OwnerRefInvalidNamespace', message, 'garbage-collector-controller')
  }

  const followAll = (): void => {
    for (const used of kindsInUse(world)) {
      kinds.set(kindKey(used.resource.group, used.kind), used)
      follow(used)
    }
  }
  followAll()
  const stopDefinitions = watchWhenServed(world, customResourceDefinitions, followAll)
  return () => {
    stopDefinitions()
    for (const stop of stops.values()) stop()
  }
}

const kindKey = (group: string, kind: string): string => `${group}/${kind}`
const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '')

function deleteOnce(world: World, item: Known): void {
  const object = world.api.get(item.used.resource, item.name, item.namespace)
  if (!object || object.metadata.deletionTimestamp) return
  world.api.delete(item.used.resource, item.name, item.namespace, {propagation: 'Foreground'})
}

function disown(world: World, item: Known, owner: ApiObject): void {
  const ownerReferences = item.owners.filter((reference) => reference.uid !== owner.metadata.uid)
  world.api.patch(item.used.resource, item.name, item.namespace, {metadata: {ownerReferences}})
}

function dropFinalizer(world: World, item: Known, object: ApiObject, finalizer: string): void {
  const finalizers = object.metadata.finalizers?.filter((name) => name !== finalizer) ?? []
  world.api.patch(item.used.resource, item.name, item.namespace, {metadata: {finalizers}})
}
