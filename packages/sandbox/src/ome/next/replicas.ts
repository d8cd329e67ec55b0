import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../../api.ts'
import {type Condition, withCondition} from '../../controllers/conditions.ts'
import {controlledBy, dependants} from '../../controllers/ownership.ts'
import {mostPods} from '../../controllers/pod-burst.ts'
import {isActive, isReady, isTerminating} from '../../controllers/pod-facts.ts'
import {podFrom} from '../../controllers/pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from '../../controllers/reconciler.ts'
import {pods} from '../../controllers/resources.ts'
import type {Controller, World} from '../../controllers/world.ts'
import {inferenceReplicas} from '../resources.ts'
import {type Instance, recordedInstance} from './revisions.ts'

const source = 'inferencereplica-controller'

/** Runs the instances of OMENative components: pods by index, replaced a few at a time when their revision changes. */
export const replicaController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: inferenceReplicas, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (object) => ownerKey(object, 'InferenceReplica')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const replica = world.api.get(inferenceReplicas, name, namespace)
      if (!replica || isTerminating(replica)) return
      bring(world, replica)
      writeStatus(world, replica)
    },
  })

interface Slot {
  readonly index: number
  readonly hash: string
  readonly pods: readonly ApiObject[]
}

const labelOf = (pod: ApiObject, name: string): string => pod.metadata.labels?.[`ome.io/${name}`] ?? ''

/** The revision an index shall run: the canary has the last ones. */
function wantedHash({spec}: ApiObject, index: number): string {
  const canary: {revisionHash?: string; replicas?: number} = spec.canary ?? {}
  const isCanary = canary.revisionHash !== undefined && index >= (spec.replicas ?? 1) - (canary.replicas ?? 0)
  return (isCanary ? canary.revisionHash : spec.revisionHash) ?? ''
}

function slotsOf(world: World, replica: ApiObject): Map<number, Slot> {
  const slots = new Map<number, Slot>()
  for (const pod of dependants(world, pods, replica)) {
    const index = Number(labelOf(pod, 'instance-index'))
    const known = slots.get(index)
    slots.set(index, {index, hash: labelOf(pod, 'revision-hash'), pods: [...(known?.pods ?? []), pod]})
  }
  return slots
}

const isServing = (slot: Slot): boolean =>
  slot.pods.length > 0 && slot.pods.every((pod) => isActive(pod) && isReady(pod))

function bring(world: World, replica: ApiObject): void {
  const wanted: number = replica.spec.replicas ?? 1
  const slots = slotsOf(world, replica)
  for (const slot of slots.values()) if (slot.index >= wanted) remove(world, slot)
  const most = mostPods(world, {present: slots.size, wanted})
  const missing = Array.from({length: most}, (_, index) => index).filter((index) => !slots.has(index))
  for (const index of missing) create(world, replica, index)
  if (replica.spec.pauseMode === 'Freeze') return
  const live = [...slots.values()].filter((slot) => slot.index < wanted)
  const stale = live.filter((slot) => slot.hash !== wantedHash(replica, slot.index))
  const gone = live.filter((slot) => !isServing(slot)).length + missing.length
  let room = Math.max(1, Math.floor(wanted * share(replica.spec.rollingUpdate?.maxUnavailable))) - gone
  for (const slot of stale) {
    const isBroken = !isServing(slot)
    if (!isBroken && room <= 0) continue
    remove(world, slot)
    if (!isBroken) room--
  }
}

function share(bound: unknown): number {
  const text = String(bound ?? '25%')
  return text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : 0.25
}

function remove(world: World, slot: Slot): void {
  for (const pod of slot.pods) {
    if (!isTerminating(pod)) world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
  }
}

function create(world: World, replica: ApiObject, index: number): void {
  const hash = wantedHash(replica, index)
  const instance: Instance | undefined = recordedInstance(world, replica, hash)
  if (!instance) return
  instance.runners.forEach(({name: runner, template}, ordinal) => {
    const own = runner === 'worker' ? ordinal - 1 : 0
    const name = `${replica.metadata.name}-${index}-${runner}-${own}`
    const pod = podFrom(replica, template, name)
    const labels = {
      ...pod.metadata.labels,
      'ome.io/managed-by': 'OMENative',
      'ome.io/instance-index': String(index),
      'ome.io/instance-incarnation': String(replica.metadata.generation ?? 1),
      'ome.io/runner': runner,
      'ome.io/pod-ordinal': String(own),
      'ome.io/revision-hash': hash,
    }
    const spec = {...pod['spec'], terminationGracePeriodSeconds: pod['spec'].terminationGracePeriodSeconds ?? 600}
    world.api.create(pods, {
      ...pod,
      metadata: {...pod.metadata, labels, ownerReferences: [controlledBy(replica)]},
      spec,
    })
    world.api.event(replica, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, source)
  })
}

function phaseOf(replica: ApiObject, slot: Slot): string {
  if (slot.pods.some(isTerminating)) return slot.index < (replica.spec.replicas ?? 1) ? 'Updating' : 'Deleting'
  if (slot.pods.some((pod) => pod['status']?.phase === 'Failed')) return 'Failed'
  if (isServing(slot)) return 'Ready'
  return slot.pods.some((pod) => pod['spec'].nodeName) ? 'Creating' : 'Pending'
}

function writeStatus(world: World, replica: ApiObject): void {
  const wanted: number = replica.spec.replicas ?? 1
  const slots = [...slotsOf(world, replica).values()].sort((a, b) => a.index - b.index)
  const ready = slots.filter((slot) => isServing(slot) && slot.index < wanted)
  const newest: string = replica.spec.canary?.revisionHash ?? replica.spec.revisionHash
  const updated = slots.filter((slot) => slot.hash === newest)
  const [reason, message] = readyReason(replica, slots, ready.length)
  const status = {
    replicas: slots.length,
    currentReplicas: slots.filter((slot) => slot.hash === replica.spec.revisionHash).length,
    readyReplicas: ready.length,
    availableReplicas: ready.length,
    updatedReplicas: updated.length,
    updatedReadyReplicas: updated.filter(isServing).length,
    labelSelector: `ome.io/inferenceservice=${replica.spec.inferenceService},component=${replica.spec.component}`,
    currentRevision: replica.spec.revisionHash,
    updateRevision: newest,
    observedGeneration: replica.metadata.generation,
    instanceStatuses: slots.map((slot) => ({
      index: slot.index,
      phase: phaseOf(replica, slot),
      revisionHash: slot.hash,
      podName: slot.pods[0]?.metadata.name ?? '',
    })),
    conditions: withCondition(world, replica['status']?.conditions as Condition[] | undefined, {
      type: 'Ready',
      status: ready.length >= wanted ? 'True' : 'False',
      reason,
      message,
    }),
  }
  if (isDeepStrictEqual({...replica['status'], ...status}, replica['status'])) return
  world.api.patch(inferenceReplicas, replica.metadata.name, replica.metadata.namespace, {status}, 'status')
}

function readyReason(replica: ApiObject, slots: readonly Slot[], ready: number): [reason: string, message: string] {
  const wanted: number = replica.spec.replicas ?? 1
  const counts = `${ready} of ${wanted} instances are ready`
  if (wanted === 0) return ['NoReplicas', 'no replicas are wanted']
  if (slots.some((slot) => phaseOf(replica, slot) === 'Failed')) return ['InstanceFailed', counts]
  if (slots.some((slot) => slot.hash !== wantedHash(replica, slot.index))) return ['RolloutInProgress', counts]
  return ready >= wanted ? ['AllInstancesReady', counts] : ['ReplicaCountMismatch', counts]
}
