import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {type Condition, conditionIs, withCondition} from './conditions.ts'
import {ensureLeaders, ensureService, ensureWorkers, sizeOf, source, type Template} from './lws-children.ts'
import {label, leaderWorkerSets} from './lws-names.ts'
import {dependants} from './ownership.ts'
import {isReady, isTerminating} from './pod-facts.ts'
import {templateHash} from './pod-template.ts'
import {keyOf, reconciler, splitKey} from './reconciler.ts'
import {pods, statefulSets} from './resources.ts'
import {nameOfRevision, removeOldRevisions, syncRevisions} from './revisions.ts'
import type {Controller, World} from './world.ts'

const setOf = ({metadata}: ApiObject): string[] => {
  const name = metadata.labels?.[label.name]
  return name === undefined ? [] : [`${metadata.namespace}/${name}`]
}

/** Groups of a leader and its workers, as the LeaderWorkerSet operator (0.8) keeps them with StatefulSets. */
export const leaderWorkerSetController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: leaderWorkerSets, keys: (object) => [keyOf(object)]},
      {resource: statefulSets, keys: setOf},
      {resource: pods, keys: setOf},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(leaderWorkerSets, name, namespace)
      if (!set || isTerminating(set)) return
      const state = stateOf(world, set)
      if (set.spec.networkConfig?.subdomainPolicy !== 'UniquePerReplica')
        ensureService(world, set, name, {[label.name]: name})
      ensureLeaders(world, {set, template: state.template, revision: state.revision, ...rollout(set, state)})
      for (const group of state.groups) {
        if (recreate(world, set, group)) continue
        const waits = set.spec.startupPolicy === 'LeaderReady' && !isReady(group.leader)
        if (!isTerminating(group.leader) && !waits) ensureWorkers(world, set, group.leader, group.template)
      }
      writeStatus(world, set, stateOf(world, set))
    },
  })

interface Group {
  readonly index: number
  readonly leader: ApiObject
  readonly workers: readonly ApiObject[]
  readonly template: Template
  readonly isReady: boolean
  readonly isUpdated: boolean
}

interface State {
  readonly template: Template
  readonly revision: string
  readonly groups: readonly Group[]
}

function stateOf(world: World, set: ApiObject): State {
  const {leaderWorkerTemplate: template, networkConfig} = set.spec
  const revision = templateHash({spec: {template, networkConfig: networkConfig ?? {}}})
  const labels = {[label.name]: set.metadata.name, [label.revision]: revision}
  const revisions = syncRevisions(world, set, {hash: revision, labels, data: {spec: {leaderWorkerTemplate: template}}})
  const leaders = world.api.get(statefulSets, set.metadata.name, set.metadata.namespace)
  const groups = (leaders ? dependants(world, pods, leaders) : []).map((leader): Group => {
    const own = leader.metadata.labels?.[label.revision] ?? revision
    const kept = revisions.find(({metadata}) => metadata.labels?.[label.revision] === own)
    const templateOfGroup: Template = kept?.['data']?.spec?.leaderWorkerTemplate ?? template
    const followers = world.api.get(statefulSets, leader.metadata.name, leader.metadata.namespace)
    const isOwn = followers?.metadata.ownerReferences?.some(({uid}) => uid === leader.metadata.uid) ?? false
    const workers = followers && isOwn ? dependants(world, pods, followers) : []
    const wanted = sizeOf(templateOfGroup) - 1
    return {
      index: Number(leader.metadata.labels?.[label.groupIndex] ?? 0),
      leader,
      workers,
      template: templateOfGroup,
      isUpdated: own === revision,
      isReady: isUp(leader) && workers.filter(isUp).length >= wanted,
    }
  })
  const used = new Set([revision, ...groups.map(({leader}) => leader.metadata.labels?.[label.revision] ?? '')])
  removeOldRevisions(world, revisions, new Set([...used].map((hash) => nameOfRevision(set, hash))), 0)
  return {template, revision, groups: groups.sort((a, b) => a.index - b.index)}
}

const isUp = (pod: ApiObject): boolean => isReady(pod) && !isTerminating(pod)

const share = (value: number | string | undefined, of: number): number =>
  typeof value === 'string' ? Math.floor((Number.parseFloat(value) / 100) * of) : (value ?? 1)

/** The last groups are updated first; the next ones when those are ready again. */
function rollout(set: ApiObject, {groups}: State): {partition: number; maxUnavailable: number} {
  const config = set.spec.rolloutStrategy?.rollingUpdateConfiguration
  const replicas: number = set.spec.replicas ?? 1
  const maxUnavailable = Math.max(1, share(config?.maxUnavailable, replicas))
  const least: number = config?.partition ?? 0
  if (groups.every(({isUpdated}) => isUpdated)) return {partition: least, maxUnavailable}
  let done = 0
  for (let index = replicas - 1; index >= 0; index--) {
    const group = groups.find((one) => one.index === index)
    if (!group?.isUpdated || !group.isReady) break
    done++
  }
  return {partition: Math.max(least, replicas - done - maxUnavailable), maxUnavailable}
}

const hasRestarted = (pod: ApiObject): boolean =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].some(
    (status: {restartCount?: number}) => (status.restartCount ?? 0) > 0,
  )

/** Under the policy to recreate a group, a container that restarts or a worker that goes ends the whole group. */
function recreate(world: World, set: ApiObject, {index, leader, workers, template}: Group): boolean {
  const policy: string = set.spec.leaderWorkerTemplate.restartPolicy ?? 'RecreateGroupOnPodRestart'
  if (policy === 'None' || policy === 'Default' || isTerminating(leader)) return false
  const isStarted =
    [leader, ...workers].length >= sizeOf(template) && [leader, ...workers].every((pod) => pod.status?.startTime)
  if (policy === 'RecreateGroupAfterStart' && !isStarted) return false
  const failed = [leader, ...workers].find((pod) => hasRestarted(pod) || isTerminating(pod))
  if (!failed) return false
  const {name, namespace} = leader.metadata
  world.api.delete(pods, name, namespace, {propagation: 'Foreground'})
  const kind = failed === leader ? 'Leader' : 'Worker'
  const message = `${kind} pod ${failed.metadata.name} failed, deleted leader pod ${name} to recreate group ${index}`
  world.api.event(set, 'Normal', 'RecreateGroup', message, source)
  return true
}

function writeStatus(world: World, set: ApiObject, {groups}: State): void {
  const wanted: number = set.spec.replicas ?? 1
  const ready = groups.filter((group) => group.isReady).length
  const updated = groups.filter((group) => group.isUpdated).length
  const updatedReady = groups.filter((group) => group.isReady && group.isUpdated).length
  const isDone = updatedReady >= wanted && groups.length === wanted
  const isUpdating = groups.some((group) => !group.isUpdated)
  const before: Condition[] = set.status?.conditions ?? []
  const {name} = set.metadata
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: groups.length,
    readyReplicas: ready,
    updatedReplicas: updated,
    hpaPodSelector: `${label.name}=${name},${label.workerIndex}=0`,
    conditions: conditionsOf(before, isDone, isUpdating).reduce<Condition[]>(
      (list, condition) => withCondition(world, list, condition),
      before,
    ),
  }
  if (isDeepStrictEqual({...set.status, ...status}, set.status)) return
  world.api.patch(leaderWorkerSets, name, set.metadata.namespace, {status}, 'status')
  for (const {type, reason = '', message = ''} of status.conditions.filter((one) => one.status === 'True')) {
    if (conditionIs(before, type)) continue
    const counted = `${message}, with ${ready} groups ready of total ${wanted} groups`
    world.api.event(set, 'Normal', reason, counted, source)
  }
}

function conditionsOf(before: readonly Condition[], isDone: boolean, isUpdating: boolean): Condition[] {
  const condition = (type: string, isTrue: boolean, reason: string, message: string): Condition => ({
    type,
    status: isTrue ? 'True' : 'False',
    reason,
    message,
  })
  const available = condition('Available', isDone, 'AllGroupsReady', 'All replicas are ready')
  const progressing = condition('Progressing', !isDone, 'GroupsProgressing', 'Replicas are progressing')
  const updating = condition('UpdateInProgress', isUpdating, 'GroupsUpdating', 'Rolling Upgrade is in progress')
  const wasUpdating = before.some(({type}) => type === 'UpdateInProgress')
  const hadAvailable = isDone || before.some(({type}) => type === 'Available')
  return [...(hadAvailable ? [available] : []), progressing, ...(isUpdating || wasUpdating ? [updating] : [])]
}
