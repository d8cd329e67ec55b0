import {isOmeError} from '@ome/sdk/errors'
import type {KubeObject, Resource} from '@ome/sdk/kube'
import type {Change} from '@ome/sdk/plan'
import {byApplyOrder} from './apply-order.ts'
import type {ClusterObjects, Wanted} from './manifest.ts'
import {inParallel} from './parallel.ts'
import {isAppliedBy, type ManifestWriter} from './writer.ts'

/** What a set of manifests has let go. */
export interface Pruned {
  readonly doomed: readonly Change[]
  /** Kinds that could not be looked at. */
  readonly notes: readonly string[]
}

interface Ports {
  readonly objects: ClusterObjects
  readonly writer: ManifestWriter
}

const atOnce = 10

/** All kinds of the stacks, and those of Kubernetes that stand in manifests beside them. */
const stacks = new Set(['ome.io', 'kaito.sh', 'grove.io'])
const usual = new Set([
  '/configmaps',
  '/secrets',
  '/services',
  'apps/deployments',
  'apps/statefulsets',
  'apps/daemonsets',
  'batch/jobs',
  'batch/cronjobs',
  'networking.k8s.io/ingresses',
])

/**
 * Objects that an earlier apply made, that carry the labels, and that the set does not hold: of the kinds in the set,
 * and of the usual ones, since the last of a kind may have been taken out of it.
 */
export async function pruned(
  {objects, writer}: Ports,
  wanted: readonly Wanted[],
  {namespace, selector}: {readonly namespace: string; readonly selector: string},
): Promise<Pruned> {
  const kept = new Set(wanted.map(({object, resource}) => key(resource, object)))
  const namespaces = new Set([namespace, ...wanted.flatMap(({object}) => object.metadata.namespace ?? [])])
  const held = new Map(wanted.map(({resource}) => [nameOf(resource), resource]))
  const others = (await objects.resources()).filter(
    (each) => !held.has(nameOf(each)) && (stacks.has(each.group) || usual.has(nameOf(each))),
  )
  const places = [...held.values(), ...others].flatMap((resource) =>
    resource.namespaced ? [...namespaces].map((inside) => ({resource, namespace: inside})) : [{resource}],
  )
  const denied = new Set<string>()
  const found = await inParallel(places, atOnce, async ({resource, ...place}) => {
    try {
      return (await objects.list(resource, {...place, selector})).map((object) => ({resource, object}))
    } catch (error) {
      if (held.has(nameOf(resource)) || !isOmeError(error) || error.kind !== 'denied') throw error
      denied.add(resource.plural)
      return []
    }
  })
  const doomed = found
    .flat()
    .filter(({resource, object}) => isAppliedBy(writer.manager, object) && !kept.has(key(resource, object)))
  return {
    doomed: byApplyOrder(doomed, ({object}) => object.kind)
      .reverse()
      .map(({resource, object}) => deletion(writer, resource, object)),
    notes: denied.size === 0 ? [] : [`not pruned, you may not list them: ${[...denied].sort().join(', ')}`],
  }
}

function deletion(writer: ManifestWriter, resource: Resource, object: KubeObject): Change {
  const {name, namespace} = object.metadata
  return {
    action: 'delete',
    object: {kind: object.kind, name, ...(namespace === undefined ? {} : {namespace})},
    reason: 'not in the manifests any more',
    write: writer.delete(resource, object),
  }
}

const nameOf = ({group, plural}: Resource): string => `${group}/${plural}`

const key = (resource: Resource, {metadata: {name, namespace = ''}}: KubeObject): string =>
  [nameOf(resource), namespace, name].join('/')
