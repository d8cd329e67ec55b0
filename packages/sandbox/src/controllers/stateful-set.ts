import {isDeepStrictEqual} from 'node:util'
import type {ApiObject} from '../api.ts'
import {dependants} from './ownership.ts'
import {isActive, isReady, isTerminating} from './pod-facts.ts'
import {podFrom, templateHash} from './pod-template.ts'
import {keyOf, ownerKey, reconciler, splitKey} from './reconciler.ts'
import {pods, statefulSets} from './resources.ts'
import type {Controller, World} from './world.ts'

const source = 'statefulset-controller'
const revisionLabel = 'controller-revision-hash'

/** Numbered pods, made and removed one after the other (or all at once with `Parallel`), updated from the last down. */
export const statefulSetController: Controller = (world) =>
  reconciler(world, {
    name: source,
    sources: [
      {resource: statefulSets, keys: (object) => [keyOf(object)]},
      {resource: pods, keys: (object) => ownerKey(object, 'StatefulSet')},
    ],
    reconcile(key) {
      const {namespace, name} = splitKey(key)
      const set = world.api.get(statefulSets, name, namespace)
      if (!set) return
      const members = dependants(world, pods, set)
      if (!isTerminating(set)) advance(world, set, members)
      writeStatus(world, set, dependants(world, pods, set))
    },
  })

const ordinal = (pod: ApiObject): number => Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1))
const revision = (set: ApiObject): string => `${set.metadata.name}-${templateHash(set.spec.template)}`

function advance(world: World, set: ApiObject, members: readonly ApiObject[]): void {
  const wanted: number = set.spec.replicas ?? 1
  const parallel = set.spec.podManagementPolicy === 'Parallel'
  const byOrdinal = new Map(members.map((pod) => [ordinal(pod), pod]))
  for (let index = 0; index < wanted; index++) {
    const pod = byOrdinal.get(index)
    if (!pod) createPod(world, set, index)
    if (!parallel && !(pod && isReady(pod) && !isTerminating(pod))) return
  }
  const surplus = members.filter((pod) => ordinal(pod) >= wanted).sort((a, b) => ordinal(b) - ordinal(a))
  for (const pod of surplus.slice(0, parallel ? surplus.length : 1)) remove(world, set, pod)
  if (surplus.length > 0 || set.spec.updateStrategy?.type === 'OnDelete') return
  const outdated = [...members]
    .sort((a, b) => ordinal(b) - ordinal(a))
    .find((pod) => pod.metadata.labels?.[revisionLabel] !== revision(set))
  if (outdated) remove(world, set, outdated)
}

function createPod(world: World, set: ApiObject, index: number): void {
  const name = `${set.metadata.name}-${index}`
  const pod = podFrom(set, set.spec.template, name)
  const labels = {
    ...pod.metadata.labels,
    'apps.kubernetes.io/pod-index': String(index),
    [revisionLabel]: revision(set),
    'statefulset.kubernetes.io/pod-name': name,
  }
  const spec = {...pod.spec, hostname: name, subdomain: set.spec.serviceName}
  world.api.create(pods, {...pod, metadata: {...pod.metadata, labels}, spec})
  const message = `create Pod ${name} in StatefulSet ${set.metadata.name} successful`
  world.api.event(set, 'Normal', 'SuccessfulCreate', message, source)
}

function remove(world: World, set: ApiObject, pod: ApiObject): void {
  if (isTerminating(pod)) return
  world.api.delete(pods, pod.metadata.name, pod.metadata.namespace)
  const message = `delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`
  world.api.event(set, 'Normal', 'SuccessfulDelete', message, source)
}

function writeStatus(world: World, set: ApiObject, members: readonly ApiObject[]): void {
  const active = members.filter(isActive)
  const updated = active.filter((pod) => pod.metadata.labels?.[revisionLabel] === revision(set))
  const ready = active.filter(isReady).length
  const status = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: active.length,
    readyReplicas: ready,
    availableReplicas: ready,
    currentReplicas: updated.length,
    updatedReplicas: updated.length,
    currentRevision: updated.length === active.length ? revision(set) : (set.status?.currentRevision ?? revision(set)),
    updateRevision: revision(set),
    collisionCount: 0,
  }
  if (isDeepStrictEqual({...set.status, ...status}, set.status)) return
  world.api.patch(statefulSets, set.metadata.name, set.metadata.namespace, {status}, 'status')
}
