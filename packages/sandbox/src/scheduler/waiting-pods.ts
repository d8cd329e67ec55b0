import type {World} from '../controllers/world.ts'
import {activeQueue} from './active-queue.ts'

interface Waiting {
  priority: number
  attempts: number
  lastTry: number
  cancel: (() => void) | undefined
}

const firstBackOffMs = 1000
const longestBackOffMs = 10_000
/** How long a pod that did not fit waits for another try when nothing changes in the cluster. */
const longestParkMs = 300_000

/** Pods without a node: those to be tried, those that pause after a refusal, and those that wait for a change. */
export interface WaitingPods {
  has(key: string): boolean
  /** A new or changed pod: to be tried at once. */
  add(key: string, priority: number): void
  remove(key: string): void
  /** The next to be tried, most important first. */
  take(): string | undefined
  /** Leaves a pod that did not fit until something changes. */
  park(key: string): void
  /** Something changed that may help: tries again once its pause is over. */
  retry(key: string): void
  /** Keys of the pods that wait for a change. */
  parked(): Iterable<string>
  readonly hasActive: boolean
  stop(): void
}

/** Queues as kube-scheduler has them; `wake` is called when one has become active. */
export function waitingPods(world: World, wake: () => void): WaitingPods {
  const all = new Map<string, Waiting>()
  const parked = new Set<string>()
  const active = activeQueue()

  function activate(key: string, item: Waiting): void {
    item.cancel?.()
    item.cancel = undefined
    parked.delete(key)
    active.add(key, item.priority)
    wake()
  }

  return {
    has: (key) => all.has(key),
    parked: () => parked,
    add(key, priority) {
      const item = all.get(key) ?? {priority, attempts: 0, lastTry: 0, cancel: undefined}
      all.set(key, item)
      item.priority = priority
      activate(key, item)
    },
    remove(key) {
      all.get(key)?.cancel?.()
      all.delete(key)
      parked.delete(key)
      active.remove(key)
    },
    take: () => active.take(),
    park(key) {
      const item = all.get(key)
      if (!item) return
      active.remove(key)
      item.attempts++
      item.lastTry = world.clock.now()
      item.cancel?.()
      parked.add(key)
      item.cancel = world.clock.at(item.lastTry + longestParkMs, () => activate(key, item))
    },
    retry(key) {
      const item = all.get(key)
      if (!item || !parked.delete(key)) return
      const pause = Math.min(longestBackOffMs, firstBackOffMs * 2 ** (item.attempts - 1))
      const left = item.lastTry + pause - world.clock.now()
      item.cancel?.()
      if (left <= 0) activate(key, item)
      else item.cancel = world.clock.after(left, () => activate(key, item))
    },
    get hasActive() {
      return !active.isEmpty
    },
    stop() {
      for (const {cancel} of all.values()) cancel?.()
      all.clear()
      parked.clear()
    },
  }
}
