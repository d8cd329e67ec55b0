/** Keys by priority, the highest first; within one priority in the order they came. */
export interface ActiveQueue {
  add(key: string, priority: number): void
  remove(key: string): void
  take(): string | undefined
  readonly isEmpty: boolean
}

/** An empty queue. */
export function activeQueue(): ActiveQueue {
  const byPriority = new Map<number, Set<string>>()
  const priorities = new Map<string, number>()

  function remove(key: string): void {
    const priority = priorities.get(key)
    if (priority === undefined) return
    priorities.delete(key)
    const keys = byPriority.get(priority)
    keys?.delete(key)
    if (keys?.size === 0) byPriority.delete(priority)
  }

  return {
    remove,
    add(key, priority) {
      if (priorities.get(key) === priority) return
      remove(key)
      priorities.set(key, priority)
      const keys = byPriority.get(priority) ?? new Set()
      byPriority.set(priority, keys.add(key))
    },
    take() {
      if (priorities.size === 0) return undefined
      const [key] = byPriority.get(Math.max(...byPriority.keys())) ?? []
      if (key !== undefined) remove(key)
      return key
    },
    get isEmpty() {
      return priorities.size === 0
    },
  }
}
