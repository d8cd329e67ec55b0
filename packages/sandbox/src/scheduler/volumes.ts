import type {ApiObject, LocalApi} from '../api.ts'
import {persistentVolumeClaims, persistentVolumes, storageClasses} from '../controllers/resources.ts'
import type {Room} from './cluster-view.ts'
import {hopeless} from './fit.ts'
import {matchesTerm, type SelectorTerm} from './node-match.ts'
import type {Relation} from './relations.ts'

interface Volume {
  readonly name: string
  readonly persistentVolumeClaim?: {readonly claimName: string}
  readonly ephemeral?: unknown
}

/** The claims a pod mounts, by name. */
export function claimNames(pod: ApiObject): string[] {
  const volumes: Volume[] = pod.spec?.volumes ?? []
  return volumes.flatMap(({name, persistentVolumeClaim, ephemeral}) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName]
    return ephemeral ? [`${pod.metadata.name}-${name}`] : []
  })
}

const claimsOf = (api: LocalApi, pod: ApiObject): {name: string; claim: ApiObject | undefined}[] =>
  claimNames(pod).map((name) => ({name, claim: api.get(persistentVolumeClaims, name, pod.metadata.namespace)}))

/** True when a claim's volume is chosen only once a pod of it is placed. */
export function waitsForConsumer(api: LocalApi, claim: ApiObject): boolean {
  const name: string | undefined = claim.spec?.storageClassName
  return name !== undefined && api.get(storageClasses, name)?.['volumeBindingMode'] === 'WaitForFirstConsumer'
}

/** What keeps a pod from every node because of its claims, in the words of the VolumeBinding plugin. */
export function volumeProblem(api: LocalApi, pod: ApiObject): string | undefined {
  for (const {name, claim} of claimsOf(api, pod)) {
    if (!claim) return `persistentvolumeclaim "${name}" not found`
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`
    if (claim.status?.phase === 'Lost')
      return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`
    if (!claim.spec.volumeName && !waitsForConsumer(api, claim))
      return 'pod has unbound immediate PersistentVolumeClaims'
  }
  return undefined
}

/** Claims of a pod that get their volume once its node is known. */
export const claimsToBind = (api: LocalApi, pod: ApiObject): ApiObject[] =>
  claimsOf(api, pod).flatMap(({claim}) => (claim && !claim.spec.volumeName ? [claim] : []))

/** Bound volumes keep a pod on the nodes they can be reached from; unbound ones where their class allows it. */
export function volumeRelations(api: LocalApi, pod: ApiObject): Relation[] {
  return claimsOf(api, pod).flatMap(({claim}): Relation[] => {
    if (!claim) return []
    if (!claim.spec.volumeName) return topologyRelation(api, claim)
    const volume = api.get(persistentVolumes, claim.spec.volumeName)
    const terms: SelectorTerm[] | undefined = volume?.spec?.nodeAffinity?.required?.nodeSelectorTerms
    return terms ? [reachable(terms, 'node(s) had volume node affinity conflict')] : []
  })
}

const reachable =
  (terms: readonly SelectorTerm[], reason: string): Relation =>
  (room: Room) =>
    terms.some((term) => matchesTerm(term, room.node)) ? undefined : hopeless(reason)

interface AllowedTopology {
  readonly matchLabelExpressions?: readonly {readonly key: string; readonly values: readonly string[]}[]
}

function topologyRelation(api: LocalApi, claim: ApiObject): Relation[] {
  const allowed: AllowedTopology[] | undefined = api.get(storageClasses, claim.spec.storageClassName)?.[
    'allowedTopologies'
  ]
  if (!allowed?.length) return []
  const terms = allowed.map(({matchLabelExpressions = []}) => ({
    matchExpressions: matchLabelExpressions.map(({key, values}) => ({key, operator: 'In', values})),
  }))
  return [reachable(terms, "node(s) didn't find available persistent volumes to bind")]
}
