import {byApplyOrder} from '@ome/inference-model/manifests/apply-order'
import {fieldChanges} from '@ome/inference-model/manifests/field-changes'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import {type ClusterObjects, label, type Wanted} from '@ome/inference-model/manifests/manifest'
import {inParallel} from '@ome/inference-model/manifests/parallel'
import type {ManifestWriter} from '@ome/inference-model/manifests/writer'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import {authored, type Manifest} from '@ome/sdk/manifest'
import type {Change} from '@ome/sdk/plan'
import {type Binding, type GitopsPorts, type Repository, staysFor} from '../domain/gitops.ts'
import {mergePatch, withoutRemoved} from '../domain/removed-fields.ts'

const atOnce = 10

export interface Released {
  readonly gone: readonly Change[]
  /** Fields that the repository has let go of. */
  readonly stripped: readonly Change[]
  /** What stays although the repository has let it go. */
  readonly notes: readonly string[]
}

/** Objects by name as the last synced commit has them, and what a commit has besides whose sync ended early. */
export async function heldBefore(
  {objects}: GitopsPorts,
  {binding, repository}: {readonly binding: Binding; readonly repository: Repository},
  namespace: string,
): Promise<ReadonlyMap<string, Wanted>> {
  const held = new Map<string, Wanted>()
  for (const commit of [binding.pending, binding.commit]) {
    if (commit === undefined) continue
    const wanted = await locateManifests(objects, await repository.manifestsAt(commit, binding.path), namespace)
    for (const each of wanted) held.set(keyOf(each.object), each)
  }
  return held
}

/** Objects and fields that the repository held and the newest commit does not. */
export async function releasedObjects(
  {objects, writer}: GitopsPorts,
  held: ReadonlyMap<string, Wanted>,
  {manifests, namespace}: {readonly manifests: readonly Manifest[]; readonly namespace: string},
): Promise<Released> {
  const wanted = await locateManifests(objects, manifests, namespace)
  const kept = new Set(wanted.map(({object}) => keyOf(object)))
  const before = [...held.values()].filter(({object}) => !kept.has(keyOf(object)))
  const live = await inParallel(before, atOnce, async ({resource, object: {metadata}}) => ({
    resource,
    object: await objects.find(resource, metadata.name, metadata.namespace),
  }))
  const doomed = live.flatMap(({resource, object}) => (object ? [{resource, object}] : []))
  const services = doomed.some(({object}) => /Model$|Runtime$/.test(object.kind)) ? await allServices(objects) : []
  const staying = services.filter((service) => !doomed.some(({object}) => keyOf(object) === keyOf(service)))
  const judged = doomed.map((each) => ({...each, why: staysFor(each.object, staying)}))
  const going = byApplyOrder(
    judged.filter(({why}) => why === undefined),
    ({object}) => object.kind,
  )
  return {
    stripped: await strippedFields(objects, writer, wanted, held),
    gone: going.reverse().map(({resource, object}) => ({
      action: 'delete',
      object: nameOf(object),
      reason: 'not in the repository any more',
      write: writer.delete(resource, object),
    })),
    notes: judged.flatMap(({object, why}) => (why === undefined ? [] : [`left: ${label(object)}: ${why}`])),
  }
}

/** Those that may not be listed do not hold up a sync. */
async function allServices(objects: ClusterObjects): Promise<readonly KubeObject[]> {
  const resource = await objects.resolve('inferenceservices.ome.io')
  if (!resource) return []
  try {
    return await objects.list(resource, {})
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return []
    throw error
  }
}

export const keyOf = ({apiVersion, kind, metadata: {name, namespace = ''}}: KubeObject): string =>
  [apiVersion.replace(/\/.*/, ''), kind, namespace, name].join('/')

const nameOf = ({kind, metadata: {name, namespace}}: KubeObject): Change['object'] => ({
  kind,
  name,
  ...(namespace === undefined ? {} : {namespace}),
})

/** An apply takes away only what it brought itself; what was there before the first one is taken away by hand. */
async function strippedFields(
  objects: ClusterObjects,
  writer: ManifestWriter,
  wanted: readonly Wanted[],
  held: ReadonlyMap<string, Wanted>,
): Promise<readonly Change[]> {
  const smaller = wanted.flatMap((each) => {
    const before = held.get(keyOf(each.object))?.object
    return before && mergePatch(before, withoutRemoved(before, before, each.object) as KubeObject)
      ? [{...each, before}]
      : []
  })
  const found = await inParallel(smaller, atOnce, async ({resource, object, before}) => {
    const live = await planned(objects, resource, object)
    const body = live && mergePatch(live, withoutRemoved(live, before, object) as KubeObject)
    if (!live || !body) return undefined
    const fields = fieldChanges(live, withoutRemoved(live, before, object))
    const reason = 'not in the repository any more'
    return {
      action: 'update',
      object: nameOf(object),
      reason,
      fields,
      write: writer.merge(resource, object, body),
    } as const
  })
  return found.filter((change) => change !== undefined)
}

/** The object as it will be once the manifest is applied; as it is where others stand in the way of that. */
async function planned(
  objects: ClusterObjects,
  resource: Resource,
  object: KubeObject,
): Promise<KubeObject | undefined> {
  const live = await objects.find(resource, object.metadata.name, object.metadata.namespace)
  if (!live) return undefined
  try {
    return authored(await objects.tryApply(resource, object, {force: false}))
  } catch (error) {
    if (isOmeError(error) && error.kind === 'conflict') return authored(live)
    throw error
  }
}
