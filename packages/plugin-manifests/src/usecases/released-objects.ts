import {byApplyOrder} from '@ome/inference-model/manifests/apply-order'
import {locateManifests} from '@ome/inference-model/manifests/locate-manifests'
import {type ClusterObjects, label, type Wanted} from '@ome/inference-model/manifests/manifest'
import {inParallel} from '@ome/inference-model/manifests/parallel'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import type {Manifest} from '@ome/sdk/manifest'
import type {Change} from '@ome/sdk/plan'
import {type Binding, type GitopsPorts, type Repository, staysFor} from '../domain/gitops.ts'

const atOnce = 10

export interface Released {
  readonly gone: readonly Change[]
  /** What stays although the repository has let it go. */
  readonly notes: readonly string[]
}

/** Objects of the last synced commit, or of one whose sync ended early, that the newest does not hold. */
export async function releasedObjects(
  {objects, writer}: GitopsPorts,
  {binding, repository}: {readonly binding: Binding; readonly repository: Repository},
  {manifests, namespace}: {readonly manifests: readonly Manifest[]; readonly namespace: string},
): Promise<Released> {
  const kept = new Set((await locateManifests(objects, manifests, namespace)).map(({object}) => keyOf(object)))
  const before = new Map<string, Wanted>()
  for (const commit of [binding.commit, binding.pending]) {
    if (commit === undefined) continue
    const held = await locateManifests(objects, await repository.manifestsAt(commit, binding.path), namespace)
    for (const each of held) if (!kept.has(keyOf(each.object))) before.set(keyOf(each.object), each)
  }
  const live = await inParallel([...before.values()], atOnce, async ({resource, object: {metadata}}) => ({
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

const keyOf = ({apiVersion, kind, metadata: {name, namespace = ''}}: KubeObject): string =>
  [apiVersion.replace(/\/.*/, ''), kind, namespace, name].join('/')

const nameOf = ({kind, metadata: {name, namespace}}: KubeObject): Change['object'] => ({
  kind,
  name,
  ...(namespace === undefined ? {} : {namespace}),
})
