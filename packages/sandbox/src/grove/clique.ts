import {ApiError, type ApiObject} from '../api.ts'
import {dependants} from '../controllers/ownership.ts'
import {isActive, isReady, isTerminating} from '../controllers/pod-facts.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../controllers/reconciler.ts'
import {pods} from '../controllers/resources.ts'
import type {Controller, World} from '../controllers/world.ts'
import {writeCliqueStatus} from './clique-status.ts'
import {rollPods} from './clique-update.ts'
import {finalizer, label, schedulingGate} from './names.ts'
import {addFinalizer, dropFinalizer, isGated, scoped} from './objects.ts'
import {buildPod} from './pod.ts'
import {operatorName, podCliqueSets, podCliques, podGangs} from './resources.ts'
import {indexIn, setNameOf} from './template.ts'

/** Keeps the pods of each PodClique: creates them gated, lets them go with their gang, rolls them, counts them. */
export const cliqueController: Controller = (world) =>
  reconciler(world, {
    name: 'podclique-controller',
    sources: [
      {resource: podCliques, keys: (clique, {previous}) => [keyOf(clique), ...waitingFor(world, clique, previous)]},
      {resource: pods, keys: (pod) => ownerKey(pod, 'PodClique')},
      {resource: podGangs, keys: cliquesIn},
      {resource: podCliqueSets, keys: (set) => cliquesOf(world, set)},
    ],
    reconcile(key, again) {
      const {namespace, name} = splitKey(key)
      const clique = world.api.get(podCliques, name, namespace)
      if (!clique) return
      if (isTerminating(clique)) dissolve(world, clique)
      else if (!clique.metadata.finalizers?.includes(finalizer.clique))
        addFinalizer(world, podCliques, clique, finalizer.clique)
      else maintain(world, clique, again)
    },
  })

/** Scaled gangs wait for their base gang: its cliques' counts decide when they go ahead. */
function waitingFor(world: World, clique: ApiObject, previous: ApiObject | undefined): string[] {
  if (previous?.['status']?.scheduledReplicas === clique['status']?.scheduledReplicas) return []
  const gang = clique.metadata.labels?.[label.gang] ?? ''
  return scoped(world, podCliques, clique, {[label.baseGang]: gang}).map(keyOf)
}

const cliquesIn = (gang: ApiObject): string[] =>
  (gang['spec'].podgroups ?? []).map(({name}: {name: string}) => `${gang.metadata.namespace}/${name}`)

const cliquesOf = (world: World, set: ApiObject): string[] =>
  scoped(world, podCliques, set, {[label.partOf]: set.metadata.name}).map(keyOf)

function dissolve(world: World, clique: ApiObject): void {
  const left = dependants(world, pods, clique)
  for (const pod of left) if (!isTerminating(pod)) deletePod(world, clique, pod)
  if (left.length === 0 && clique.metadata.finalizers?.includes(finalizer.clique)) {
    dropFinalizer(world, podCliques, clique, finalizer.clique)
  }
}

/** The operator lists pods in their gang and opens their gates a moment after it made them: what they replace has ended by then. */
const gateMs = 2000

function maintain(world: World, clique: ApiObject, again: (time: number) => void): void {
  const set = world.api.get(podCliqueSets, setNameOf(clique), clique.metadata.namespace)
  if (!set || isTerminating(set)) return
  const active = (): ApiObject[] => dependants(world, pods, clique).filter(isActive)
  const progress = rollPods(world, set, clique, active(), (pod) => deletePod(world, clique, pod))
  resize(world, set, clique, active())
  for (const pod of active().filter(isGated)) {
    const opens = Date.parse(pod.metadata.creationTimestamp ?? '') + gateMs
    if (opens > world.clock.now()) again(opens)
    else openGate(world, clique, pod)
  }
  writeCliqueStatus(world, {set, clique, active: active(), progress})
}

function resize(world: World, set: ApiObject, clique: ApiObject, active: readonly ApiObject[]): void {
  const wanted: number = clique['spec'].replicas ?? 1
  const taken = new Set(active.map((pod) => indexIn(pod, label.podIndex)))
  let index = 0
  for (let count = active.length; count < wanted; count++) {
    while (taken.has(index)) index++
    taken.add(index)
    createPod(world, set, clique, index)
  }
  const surplus = [...active].sort(firstToGo(clique)).slice(0, Math.max(0, active.length - wanted))
  for (const pod of surplus) deletePod(world, clique, pod)
}

function createPod(world: World, set: ApiObject, clique: ApiObject, index: number): void {
  try {
    const pod = world.api.create(pods, buildPod(world, set, clique, index))
    world.api.event(clique, 'Normal', 'PodCreateSuccessful', `Created Pod: ${pod.metadata.name}`, operatorName)
  } catch (error) {
    if (error instanceof ApiError) {
      world.api.event(clique, 'Warning', 'PodCreateFailed', `Error creating pod: ${error.message}`, operatorName)
    }
    throw error
  }
}

function deletePod(world: World, clique: ApiObject, pod: ApiObject): void {
  world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
  world.api.event(clique, 'Normal', 'PodDeleteSuccessful', `Deleted Pod: ${pod.metadata.name}`, operatorName)
}

const phases = ['Pending', 'Unknown', 'Running']

/** Who leaves first: not on a node, pending, not ready, of an old template, then the newest. */
function firstToGo(clique: ApiObject): (a: ApiObject, b: ApiObject) => number {
  const hash = clique.metadata.labels?.[label.templateHash]
  const current = (pod: ApiObject): number => Number(pod.metadata.labels?.[label.templateHash] === hash)
  return (a, b) =>
    Number(Boolean(a['spec'].nodeName)) - Number(Boolean(b['spec'].nodeName)) ||
    phases.indexOf(a['status']?.phase) - phases.indexOf(b['status']?.phase) ||
    Number(isReady(a)) - Number(isReady(b)) ||
    current(a) - current(b) ||
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '') ||
    indexIn(b, label.podIndex) - indexIn(a, label.podIndex)
}

function openGate(world: World, clique: ApiObject, pod: ApiObject): void {
  if (!mayGo(world, clique, pod)) return
  const schedulingGates = pod['spec'].schedulingGates.filter(({name}: {name: string}) => name !== schedulingGate)
  world.api.patch(pods, pod.metadata.name, pod.metadata.namespace, {spec: {schedulingGates}})
}

interface PodGroup {
  readonly name: string
  readonly minReplicas: number
  readonly podReferences?: readonly {readonly name: string}[]
}

/** A pod goes once its gang lists it; one of a scaled gang once the base gang has its minimum on nodes as well. */
function mayGo(world: World, clique: ApiObject, pod: ApiObject): boolean {
  const {namespace, labels = {}} = clique.metadata
  const groups = (gang: string): readonly PodGroup[] =>
    world.api.get(podGangs, gang, namespace)?.['spec'].podgroups ?? []
  const own = groups(labels[label.gang] ?? '').find(({name}) => name === clique.metadata.name)
  if (!own?.podReferences?.some(({name}) => name === pod.metadata.name)) return false
  const base = labels[label.baseGang]
  if (base === undefined) return true
  const before = groups(base)
  return (
    before.length > 0 &&
    before.every(
      ({name, minReplicas}) =>
        (world.api.get(podCliques, name, namespace)?.['status']?.scheduledReplicas ?? 0) >= minReplicas,
    )
  )
}
