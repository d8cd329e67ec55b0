import {isDeepStrictEqual} from 'node:util'
import type {ApiObject, LocalWatchEvent} from '../api.ts'
import {keyOf, splitKey, watchWhenServed} from '../controllers/reconciler.ts'
import {nodes, persistentVolumeClaims, persistentVolumes, pods, storageClasses} from '../controllers/resources.ts'
import type {Controller} from '../controllers/world.ts'
import {type Attempt, attemptPod, isSchedulable} from './attempt.ts'
import {filterFor} from './choice.ts'
import {clusterView} from './cluster-view.ts'
import type {SchedulerPlugin} from './gang.ts'
import {isAccepted, markGated} from './pod-writes.ts'
import {priorityOf} from './priority.ts'
import {isFinished} from './requests.ts'
import {waitingPods} from './waiting-pods.ts'

const standardName = 'default-scheduler'

/**
 * Puts pods on nodes: kube-scheduler's filters, preferences, queue and preemption, and gangs of the plugins. Pods that name
 * another scheduler than the standard one or a plugin's are left alone.
 */
export const scheduler =
  (plugins: readonly SchedulerPlugin[]): Controller =>
  (world) => {
    const {api, queue} = world
    const view = clusterView()
    const names = new Set([standardName, ...plugins.map((plugin) => plugin.schedulerName)])
    const wake = (): void => queue.add('scheduler', step)
    const waiting = waitingPods(world, wake)
    const nameOf = (pod: ApiObject): string => pod.spec?.schedulerName ?? standardName
    const context: Attempt = {
      world,
      view,
      waiting,
      reserved: new Map(),
      pluginsOf: (pod) => plugins.filter((plugin) => plugin.schedulerName === nameOf(pod)),
    }
    const changedNodes = new Set<string>()
    let isAnyChange = false
    let isVolumeChange = false

    function step(): void {
      const key = waiting.take()
      try {
        if (key !== undefined) attemptPod(context, key)
      } catch (error) {
        if (key !== undefined) waiting.park(key)
        throw error
      } finally {
        if (waiting.hasActive) wake()
      }
    }

    function review(): void {
      const rooms = [...changedNodes].flatMap((name) => view.rooms.get(name) ?? [])
      const all = isAnyChange
      const volumes = isVolumeChange
      changedNodes.clear()
      isAnyChange = false
      isVolumeChange = false
      for (const key of [...waiting.parked()]) {
        const {namespace, name} = splitKey(key)
        const pod = api.get(pods, name, namespace)
        if (!isSchedulable(pod) || all || (volumes && hasClaims(pod)) || context.reserved.has(key) || isHelped(pod))
          waiting.retry(key)
      }
      function isHelped(pod: ApiObject): boolean {
        if (context.pluginsOf(pod).length > 0 || pod.spec.affinity || pod.spec.topologySpreadConstraints) return true
        const check = filterFor(api, view, pod)
        return rooms.some((room) => check(room) === undefined)
      }
    }

    const changed = (node?: string): void => {
      if (node === undefined) isAnyChange = true
      else changedNodes.add(node)
      queue.add('scheduler review', review)
    }

    function leave(key: string): void {
      waiting.remove(key)
      context.reserved.delete(key)
      const room = view.placed.get(key)?.room
      if (view.remove(key) && room) changed(room.name)
    }

    function onPod({type, object, previous}: LocalWatchEvent): void {
      const key = keyOf(object)
      if (type === 'DELETED' || isFinished(object)) {
        leave(key)
        return
      }
      if (object.spec?.nodeName) {
        waiting.remove(key)
        context.reserved.delete(key)
        view.place(object, object.spec.nodeName)
        if (previous && previous.metadata.labels !== object.metadata.labels) changed()
        return
      }
      if (!names.has(nameOf(object))) return
      if (object.spec?.schedulingGates?.length) {
        queue.add(`scheduler gated ${key}`, () =>
          isAccepted(() => markGated(world, api.get(pods, object.metadata.name, object.metadata.namespace) ?? object)),
        )
        return
      }
      if (waiting.has(key) && previous?.spec === object.spec && previous?.metadata.labels === object.metadata.labels)
        return
      if (isSchedulable(object)) waiting.add(key, priorityOf(object))
      else leave(key)
    }

    const stops = [
      api.watch(nodes, ({type, object, previous}) => {
        if (type === 'DELETED') view.removeNode(object.metadata.name)
        else view.setNode(object)
        if (type !== 'MODIFIED' || !previous || isOtherPlace(previous, object)) changed(object.metadata.name)
      }),
      api.watch(pods, onPod),
      ...[persistentVolumeClaims, persistentVolumes, storageClasses].map((resource) =>
        api.watch(resource, () => {
          isVolumeChange = true
          queue.add('scheduler review', review)
        }),
      ),
      ...plugins.flatMap(({watches}) => watches.map((resource) => watchWhenServed(world, resource, () => changed()))),
    ]
    return () => {
      for (const stop of stops) stop()
      waiting.stop()
    }
  }

/** Pods without claims are not tried again for a volume: they would only be refused once more. */
const hasClaims = (pod: ApiObject): boolean =>
  (pod['spec'].volumes ?? []).some(
    (volume: Record<string, unknown>) => volume['persistentVolumeClaim'] || volume['ephemeral'],
  )

const isOtherPlace = (before: ApiObject, after: ApiObject): boolean =>
  before.metadata.labels !== after.metadata.labels ||
  !isDeepStrictEqual(before.spec, after.spec) ||
  !isDeepStrictEqual(before.status?.allocatable, after.status?.allocatable)
