/** One queue for all controllers: a task that is already waiting is not queued twice. */
export interface WorkQueue {
  add(id: string, task: () => void): void
  /** Resolves once nothing is waiting and everything that was committed has been told to its watchers. */
  idle(): Promise<void>
  stop(): void
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** How long controllers may hold the event loop before requests get their turn. */
const sliceMs = 8

/** An empty queue. A task that throws is done; `fault` is told, and the others go on. */
export function workQueue(fault: (task: string, error: unknown) => void): WorkQueue {
  const waiting = new Map<string, () => void>()
  let scheduled = false
  let stopped = false

  function drain(): void {
    scheduled = false
    const end = performance.now() + sliceMs
    for (const [id, task] of waiting) {
      waiting.delete(id)
      try {
        task()
      } catch (error) {
        fault(id, error)
      }
      if (performance.now() > end) break
    }
    if (waiting.size > 0) schedule()
  }

  function schedule(): void {
    if (scheduled || stopped) return
    scheduled = true
    setImmediate(drain)
  }

  return {
    add(id, task) {
      if (stopped) return
      waiting.set(id, waiting.get(id) ?? task)
      schedule()
    },
    async idle() {
      do await turn()
      while (waiting.size > 0 && !stopped)
    },
    stop() {
      stopped = true
      waiting.clear()
    },
  }
}
