import {at, list, text} from '@ome/capacity/fields'
import type {Belonging, Belongings} from '@ome/inference-model/belonging'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient, KubeObject, ResourceRef} from '@ome/sdk/kube'

/** Kinds that controllers make for others, as `plural.group`. */
const owned = new Set([
  'deployments.apps',
  'statefulsets.apps',
  'replicasets.apps',
  'leaderworkersets.leaderworkerset.x-k8s.io',
  'inferencereplicas.ome.io',
  'podcliquescalinggroups.grove.io',
  'podcliques.grove.io',
  'podgangs.scheduler.grove.io',
  'workspaces.kaito.sh',
  'jobs.batch',
  'pods.',
  'services.',
  'configmaps.',
  'serviceaccounts.',
  'horizontalpodautoscalers.autoscaling',
  'scaledobjects.keda.sh',
  'poddisruptionbudgets.policy',
  'ingresses.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'rolebindings.rbac.authorization.k8s.io',
])

/** By owner references. Kinds that may not be read are left out; cluster-wide objects own nothing here. */
export const belongings = (kube: KubeClient): Belongings => {
  const ofAll: Belongings['ofAll'] = async (objects) => {
    const namespaces = new Set(
      objects.flatMap(({metadata: {namespace}}) => (namespace === undefined ? [] : [namespace])),
    )
    const read = await Promise.all([...namespaces].map(async (each) => [each, await byOwnerIn(kube, each)] as const))
    const found = new Map(read)
    return objects.map(({metadata: {namespace, uid}}) => {
      const byOwner = namespace === undefined ? undefined : found.get(namespace)
      return byOwner && uid !== undefined ? ownedBy(uid, byOwner, new Set([uid])) : []
    })
  }
  return {ofAll, of: async (object) => (await ofAll([object]))[0] ?? []}
}

async function byOwnerIn(kube: KubeClient, namespace: string): Promise<ByOwner> {
  const seen = new Set<string>()
  const served = (await kube.resources()).filter(({plural, group}) => {
    const key = `${plural}.${group}`
    if (!owned.has(key) || seen.has(key)) return false
    seen.add(key)
    return true
  })
  const lists = await Promise.all(served.map((resource) => listIfAllowed(kube, resource, namespace)))
  return Map.groupBy(lists.flat(), ownerOf)
}

async function listIfAllowed(
  kube: KubeClient,
  resource: ResourceRef,
  namespace: string,
): Promise<readonly KubeObject[]> {
  try {
    return await kube.list(resource, {namespace})
  } catch (error) {
    if (isOmeError(error) && (error.kind === 'denied' || error.kind === 'not-found')) return []
    throw error
  }
}

function ownerOf({metadata: {ownerReferences = []}}: KubeObject): string | undefined {
  return (ownerReferences.find(({controller}) => controller) ?? ownerReferences[0])?.uid
}

type ByOwner = ReadonlyMap<string | undefined, readonly KubeObject[]>

/** `seen` guards against objects that own each other. */
function ownedBy(uid: string, byOwner: ByOwner, seen: ReadonlySet<string>): readonly Belonging[] {
  const children = (byOwner.get(uid) ?? []).filter(({metadata}) => !seen.has(metadata.uid ?? ''))
  return children.map((object) => toBelonging(object, byOwner, seen)).sort(byKindAndName)
}

function toBelonging(object: KubeObject, byOwner: ByOwner, seen: ReadonlySet<string>): Belonging {
  const {name, namespace, uid = ''} = object.metadata
  const state = stateOf(object)
  return {
    kind: object.kind,
    name,
    ...(namespace === undefined ? {} : {namespace}),
    uid,
    ...(state === undefined ? {} : {state}),
    children: ownedBy(uid, byOwner, new Set([...seen, uid])),
  }
}

function stateOf({kind, spec, status}: KubeObject): string | undefined {
  if (kind === 'Pod') return podState(status)
  const wanted: unknown = spec?.replicas
  return typeof wanted === 'number' ? `${Number(status?.readyReplicas ?? 0)}/${wanted}` : undefined
}

/** Why a container waits or ended, as the status column of kubectl says it, else the phase. */
function podState(status: unknown): string | undefined {
  const states = list(at(status, 'containerStatuses')).map((each) => at(each, 'state'))
  const reasons = states.map((state) => text(at(state, 'waiting', 'reason')) ?? text(at(state, 'terminated', 'reason')))
  return reasons.find((reason) => reason !== undefined) ?? text(at(status, 'phase'))
}

const byKindAndName = (a: Belonging, b: Belonging): number => (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1)
