import type {World} from './world.ts'

/** The pauses after failed pods of one Job. */
export interface BackOff {
  /**
   * Whether the pause after a failed pod is over: `ms` of cluster work from its end (`at`, milliseconds of the calendar).
   * The Job is looked at again when one ends that is not.
   */
  isOver(pod: string, at: number, ms: number): boolean
}

/** Pauses by Job, kept while the Job runs: like all work of the cluster they are shortened by its speed. */
export interface BackOffs {
  of(job: string, again: (time: number) => void): BackOff
  forget(job: string): void
}

interface Pause {
  isOver: boolean
  /** Looks at the Job again. */
  wake: () => void
  readonly cancel: () => void
}

/** No pauses yet. */
export function backOffs(world: World): BackOffs {
  const jobs = new Map<string, Map<string, Pause>>()

  function begin(delayMs: number, wake: () => void): Pause {
    const cancel = world.clock.after(delayMs, () => {
      pause.isOver = true
      pause.wake()
    })
    const pause: Pause = {isOver: delayMs <= 0, wake, cancel}
    return pause
  }

  return {
    of(job, again) {
      const pauses = jobs.get(job) ?? new Map<string, Pause>()
      jobs.set(job, pauses)
      return {
        isOver(pod, at, ms) {
          const wake = (): void => again(world.clock.now())
          const pause = pauses.get(pod) ?? begin(at + ms - world.clock.now(), wake)
          pause.wake = wake
          pauses.set(pod, pause)
          return pause.isOver
        },
      }
    },
    forget(job) {
      for (const {cancel} of jobs.get(job)?.values() ?? []) cancel()
      jobs.delete(job)
    },
  }
}
