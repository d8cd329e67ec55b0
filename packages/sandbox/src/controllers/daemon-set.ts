import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {matchesNode, untolerated} from '../scheduler/node-match.ts'
import {dependants} from './ownership.ts'
import {isActive, isReady, isTerminating, readySince} from './pod-facts.ts'
import {podFrom, templateHash} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {daemonSets, nodes, pods} from './resources.ts'
import {nameOfRevision, removeOldRevisions, syncRevisions, templateData} from './revisions.ts'
import {writeCounts} from './status-counts.ts'
import type {Controller, World} from './world.ts'

const source = 'daemonset-controller'
const revisionLabel = 'controller-revision-hash'

/** One pod on each node that a DaemonSet's template accepts. */
export const daemonSetController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: daemonSets, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (object) => ownerKey(object, 'DaemonSet')},
      {
        resource: nodes,
        keys: (node, {type, previous}) =>
          type === 'MODIFIED' && previous && isSamePlace(previous, node) ? [] : world.api.list(daemonSets).map(keyOf),
      },
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(daemonSets, name, namespace)
      if (!set || isTerminating(set)) return
      const hash = templateHash(set.spec.template)
      const revisions = syncRevisions(world, set, {
        hash,
        labels: {...set.spec.template.metadata?.labels, [revisionLabel]: hash},
        data: templateData(set.spec.template),
      })
      const work: Work = {
        world,
        set,
        hash,
        wanted: wantedNodes(world, set),
        isAvailable: availability(world, set, again),
      }
      cover(work)
      rollOut(work)
      writeStatus(work)
      const members = dependants(world, pods, set)
      const used = new Set(members.map((pod) => nameOfRevision(set, pod.metadata.labels?.[revisionLabel] ?? '')))
      removeOldRevisions(world, revisions, used, set.spec.revisionHistoryLimit ?? 10)
    },
  })

interface Work {
  readonly world: World
  readonly set: ApiObject
  readonly hash: string
  readonly wanted: ReadonlySet<string>
  readonly isAvailable: (pod: ApiObject) => boolean
}

const isSamePlace = (before: ApiObject, after: ApiObject): boolean =>
  isDeepStrictEqual(before.metadata.labels, after.metadata.labels) &&
  isDeepStrictEqual(before.spec?.taints, after.spec?.taints)

const toleration = (name: string, effect: string) => ({key: `node.kubernetes.io/${name}`, operator: 'Exists', effect})

const automaticTolerations = [
  toleration('not-ready', 'NoExecute'),
  toleration('unreachable', 'NoExecute'),
  toleration('disk-pressure', 'NoSchedule'),
  toleration('memory-pressure', 'NoSchedule'),
  toleration('pid-pressure', 'NoSchedule'),
  toleration('unschedulable', 'NoSchedule'),
]

function tolerationsOf(set: ApiObject): unknown[] {
  const {tolerations = [], hostNetwork} = set.spec.template.spec ?? {}
  const network = hostNetwork ? [toleration('network-unavailable', 'NoSchedule')] : []
  return [...tolerations, ...automaticTolerations, ...network]
}

function wantedNodes(world: World, set: ApiObject): Set<string> {
  const spec = {...set.spec.template.spec, tolerations: tolerationsOf(set)}
  const pod: ApiObject = {apiVersion: 'v1', kind: 'Pod', metadata: {name: ''}, spec}
  // Lost nodes keep what they have and may get their pod before they are back.
  const accepts = (node: ApiObject): boolean => {
    const taints = (node.spec?.taints ?? []).filter(
      ({key, effect}: {key: string; effect: string}) =>
        effect !== 'NoSchedule' || !/^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(key),
    )
    return matchesNode(pod, node) && !untolerated(pod, {...node, spec: {...node.spec, taints}})
  }
  return new Set(
    world.api
      .list(nodes)
      .filter(accepts)
      .map((node) => node.metadata.name),
  )
}

function availability(world: World, set: ApiObject, again: (time: number) => void): (pod: ApiObject) => boolean {
  const minReadyMs = (set.spec.minReadySeconds ?? 0) * 1000
  return (pod) => {
    const since = readySince(pod)
    if (since === undefined || isTerminating(pod)) return false
    if (minReadyMs === 0 || since + minReadyMs <= world.clock.now()) return true
    again(since + minReadyMs)
    return false
  }
}

/** The node a pod was made for: it carries the name in its affinity until it is bound. */
const nodeOf = (pod: ApiObject): string =>
  pod.spec.nodeName ??
  pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.[0]
    ?.matchFields?.[0]?.values?.[0] ??
  ''

const present = ({world, set}: Work): ApiObject[] => dependants(world, pods, set).filter((pod) => !isTerminating(pod))
const isUpdated = ({hash}: Work, pod: ApiObject): boolean => pod.metadata.labels?.[revisionLabel] === hash
const surgeOf = ({set}: Work): number | string => set.spec.updateStrategy?.rollingUpdate?.maxSurge ?? 0

/** A pod for each wanted node, none elsewhere; one that failed is made anew. */
function cover(work: Work): void {
  const covered = new Map<string, ApiObject[]>()
  for (const pod of present(work)) {
    const node = nodeOf(pod)
    if (!work.wanted.has(node)) remove(work, pod)
    else if (pod.status?.phase === 'Failed') {
      const {namespace, name} = pod.metadata
      const message = `Found failed daemon pod ${namespace}/${name} on node ${node}, will try to kill it`
      work.world.api.event(work.set, 'Warning', 'FailedDaemonPod', message, source)
      remove(work, pod)
    } else covered.set(node, [...(covered.get(node) ?? []), pod])
  }
  for (const [, [first, ...more]] of covered) {
    const isPair =
      first !== undefined && more.length === 1 && isUpdated(work, first) !== isUpdated(work, more[0] ?? first)
    if (!isPair) for (const pod of more) remove(work, pod)
  }
  for (const node of work.wanted) if (!covered.has(node)) createPod(work, node)
}

const share = (value: number | string, of: number, least: number): number =>
  typeof value === 'number' ? value : Math.max(least, Math.ceil((Number.parseFloat(value) / 100) * of))

function rollOut(work: Work): void {
  const {set, wanted, isAvailable} = work
  if (set.spec.updateStrategy?.type === 'OnDelete') return
  const members = present(work)
  const updated = new Map(members.filter((pod) => isUpdated(work, pod)).map((pod) => [nodeOf(pod), pod]))
  const old = members.filter((pod) => !isUpdated(work, pod))
  const surge = share(surgeOf(work), wanted.size, 0)
  if (surge > 0) {
    rollOutBeside(work, old, updated, surge)
    return
  }
  const allowed = share(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, wanted.size, 1)
  const available = members.filter(isAvailable).length
  let spare = allowed - (wanted.size - available)
  for (const pod of old) {
    if (isAvailable(pod) && spare <= 0) continue
    if (isAvailable(pod)) spare--
    remove(work, pod)
  }
}

/** With a surge the new pod is there before the old one goes. */
function rollOutBeside(
  work: Work,
  old: readonly ApiObject[],
  updated: ReadonlyMap<string, ApiObject>,
  surge: number,
): void {
  let running = old.filter((pod) => updated.has(nodeOf(pod))).length
  for (const pod of old) {
    const successor = updated.get(nodeOf(pod))
    if (successor ? work.isAvailable(successor) : !work.isAvailable(pod)) remove(work, pod)
    else if (!successor && running < surge) {
      createPod(work, nodeOf(pod))
      running++
    }
  }
}

function remove({world, set}: Work, pod: ApiObject): void {
  world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
  world.api.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, source)
}

function createPod({world, set, hash}: Work, node: string): void {
  const name = `${set.metadata.name}-${world.random.suffix(5)}`
  const pod = podFrom(set, set.spec.template, name)
  const term = {matchFields: [{key: 'metadata.name', operator: 'In', values: [node]}]}
  const required = {nodeSelectorTerms: [term]}
  world.api.create(pods, {
    ...pod,
    metadata: {...pod.metadata, labels: {...pod.metadata.labels, [revisionLabel]: hash}},
    spec: {
      ...pod.spec,
      affinity: {...pod.spec.affinity, nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: required}},
      tolerations: tolerationsOf(set),
    },
  })
  world.api.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, source)
}

function writeStatus(work: Work): void {
  const {world, set, wanted, isAvailable} = work
  const active = dependants(world, pods, set).filter(isActive)
  const rightful = active.filter((pod) => wanted.has(nodeOf(pod)))
  const onNodes = (of: readonly ApiObject[]): number => new Set(of.map(nodeOf)).size
  const available = onNodes(rightful.filter(isAvailable))
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    desiredNumberScheduled: wanted.size,
    currentNumberScheduled: onNodes(rightful),
    updatedNumberScheduled: onNodes(rightful.filter((pod) => isUpdated(work, pod))),
    numberReady: onNodes(rightful.filter(isReady)),
    numberAvailable: available,
    numberUnavailable: wanted.size - available,
    numberMisscheduled: onNodes(active.filter((pod) => !wanted.has(nodeOf(pod)))),
  }
  const required = ['desiredNumberScheduled', 'currentNumberScheduled', 'numberReady', 'numberMisscheduled']
  writeCounts(world, daemonSets, set, status, required)
}
