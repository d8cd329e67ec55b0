import type {KaiPodGroup, PodClique, PodGang} from '@ome/kinds/grove'
import {parseDuration} from '@ome/sdk/units'
import type {SetTemplate} from './grove-objects.ts'
import {cliqueNameOf, type GrovePod, isBound, isReady} from './grove-pod.ts'
import type {Breach, Gang, GangClique, Worker} from './grove-tree.ts'
import {indexOf, label, labelOf} from './labels.ts'
import {type Packing, type PlacedClique, scopesOf} from './packing.ts'
import {gangPhase, reportedPhase} from './phase.ts'
import {type NodeMap, type Placement, placementOf, scoreOf} from './placement.ts'
import type {Role} from './role.ts'
import {whyOf} from './why.ts'

export interface GangParts {
  readonly set: string
  readonly namespace: string
  readonly template: SetTemplate
  readonly roles: readonly Role[]
  readonly gangs: readonly PodGang[]
  readonly cliques: readonly PodClique[]
  readonly pods: readonly GrovePod[] | undefined
  readonly targets: ReadonlyMap<string, string | undefined>
  readonly workers: readonly Worker[]
  readonly podGroups: ReadonlyMap<string, KaiPodGroup>
  readonly packing: Packing
  readonly nodes: NodeMap | undefined
  readonly labelOf: (pod: GrovePod) => string
}

interface Draft {
  readonly name: string
  readonly object: PodGang | undefined
  readonly own: readonly PodClique[]
  readonly cliques: readonly GangClique[]
}

/** Gangs of a set by name; where PodGangs cannot be read they are those that cliques are labelled with. */
export function gangsOf(parts: GangParts): readonly Gang[] {
  const objects = new Map(parts.gangs.map((gang) => [gang.metadata.name, gang]))
  const labelled = Map.groupBy(
    parts.cliques.filter((clique) => labelOf(clique, label.gang) !== undefined),
    (clique) => labelOf(clique, label.gang) ?? '',
  )
  const byName = new Map(parts.cliques.map((clique) => [clique.metadata.name, clique]))
  const pods = Map.groupBy(parts.pods ?? [], ({gang, clique}) => `${gang} ${clique}`)
  const drafts = new Map<string, Draft>()
  for (const name of new Set([...objects.keys(), ...labelled.keys()])) {
    const object = objects.get(name)
    const own = labelled.get(name) ?? []
    const listed: readonly {name: string; minReplicas?: number}[] =
      object?.spec.podgroups ?? own.map(({metadata}) => ({name: metadata.name}))
    const cliques = listed.map((group) =>
      gangClique(parts, {
        name: group.name,
        minimum: group.minReplicas,
        object: byName.get(group.name),
        pods: pods.get(`${name} ${group.name}`) ?? [],
      }),
    )
    drafts.set(name, {name, object, own, cliques})
  }
  const workers = Map.groupBy(parts.workers, ({gang = ''}) => gang)
  const ready = readyByClique(parts.pods ?? [])
  return [...drafts.values()]
    .sort((a, b) => replicaOf(a) - replicaOf(b) || (a.name < b.name ? -1 : 1))
    .map((draft) => finished(parts, draft, {drafts, byName, ready, workers: workers.get(draft.name) ?? []}))
}

interface CliqueParts {
  readonly name: string
  readonly minimum: number | undefined
  readonly object: PodClique | undefined
  readonly pods: readonly GrovePod[]
}

function gangClique(parts: GangParts, {name, minimum, object, pods}: CliqueParts): GangClique {
  const template = object ? cliqueNameOf(object, name) : name
  const role = parts.roles.find(({cliques}) => cliques.includes(template))
  const staying = pods.filter(({state}) => state !== 'going')
  const breach = object && breachOf(object, parts.template)
  const isUnread = parts.pods === undefined
  return {
    name,
    role: role?.name ?? template,
    minimum: minimum ?? object?.spec.minAvailable ?? 1,
    desired: object?.spec.replicas ?? staying.length,
    pods,
    ready: isUnread ? (object?.status?.readyReplicas ?? 0) : staying.filter(isReady).length,
    scheduled: isUnread ? (object?.status?.scheduledReplicas ?? 0) : staying.filter(isBound).length,
    gated: isUnread
      ? (object?.status?.scheduleGatedReplicas ?? 0)
      : staying.filter(({state}) => state === 'gated').length,
    isOutdated: staying.some(({hash}) => hash === undefined || hash !== parts.targets.get(name)),
    ...(breach && {breach}),
  }
}

function breachOf({status}: PodClique, {terminationDelay}: SetTemplate): Breach | undefined {
  const condition = status?.conditions?.find(({type}) => type === 'MinAvailableBreached')
  return condition?.status === 'True' ? breachFrom(condition, terminationDelay) : undefined
}

/** When Grove will recreate what is below its minimum: the delay of the set after the condition began. */
export function breachFrom(
  {lastTransitionTime, message}: {readonly lastTransitionTime: string; readonly message: string},
  terminationDelay: string | undefined,
): Breach {
  const delay = parseDuration(terminationDelay ?? '')
  const since = Date.parse(lastTransitionTime)
  const end = delay === undefined || Number.isNaN(since) ? undefined : new Date(since + delay).toISOString()
  return {since: lastTransitionTime, message, ...(end !== undefined && {recreatedAt: end})}
}

const replicaOf = ({own, cliques}: Draft): number =>
  cliques.flatMap(({pods}) => pods)[0]?.replica ?? (own[0] ? indexOf(own[0], label.setReplica) : 0)

function readyByClique(pods: readonly GrovePod[]): ReadonlyMap<string, number> {
  const ready = new Map<string, number>()
  for (const pod of pods) if (isReady(pod)) ready.set(pod.clique, (ready.get(pod.clique) ?? 0) + 1)
  return ready
}

interface Around {
  readonly drafts: ReadonlyMap<string, Draft>
  readonly byName: ReadonlyMap<string, PodClique>
  readonly ready: ReadonlyMap<string, number>
  readonly workers: readonly Worker[]
}

function finished(parts: GangParts, draft: Draft, {drafts, byName, ready, workers}: Around): Gang {
  const {name, object, own, cliques} = draft
  const base = own.map((clique) => labelOf(clique, label.baseGang)).find((found) => found !== undefined)
  const created = object?.metadata.creationTimestamp
  const isInitialized =
    object?.status?.conditions?.some(({type, status}) => type === 'Initialized' && status === 'True') ??
    cliques.some(({scheduled}) => scheduled > 0)
  const reported = reportedPhase(object?.status?.phase)
  return {
    name,
    namespace: parts.namespace,
    set: parts.set,
    replica: replicaOf(draft),
    ...(base !== undefined && {base}),
    ...(created !== undefined && {createdAt: created}),
    isInitialized,
    phase: reported ?? gangPhase(isInitialized, cliques),
    phaseSource: reported ? 'reported' : 'computed',
    cliques,
    workers,
    placement: placed(parts, draft, byName),
    why: whyOf({
      name,
      isInitialized,
      cliques,
      base: base === undefined ? undefined : drafts.get(base),
      podGroup: parts.podGroups.get(name),
      readyOf: (clique) => ready.get(clique) ?? 0,
      labelOf: parts.labelOf,
    }),
  }
}

function placed({nodes, packing, template}: GangParts, draft: Draft, byName: Around['byName']): Placement {
  const reported = draft.object?.status?.placementScore
  if (!nodes) return placementOf([], reported)
  const scoped = draft.cliques.map(({name, pods}): PlacedClique => {
    const object = byName.get(name)
    const cliqueName = object ? cliqueNameOf(object, name) : (pods[0]?.cliqueName ?? name)
    const groupName = object && labelOf(object, label.group)
    const own = template.podCliqueScalingGroups?.find(({cliqueNames}) => cliqueNames.includes(cliqueName))?.name
    return {
      name,
      pods,
      cliqueName,
      ...(groupName !== undefined &&
        own !== undefined && {
          group: {own, name: groupName, index: indexOf(object ?? {metadata: {}}, label.groupReplica)},
        }),
    }
  })
  const scores = scopesOf(draft.name, scoped, packing).map((scope) => scoreOf(scope, nodes))
  return placementOf(scores, reported)
}
