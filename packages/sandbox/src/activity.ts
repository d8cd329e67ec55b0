import type {ApiObject} from './api.ts'

/** What a program that knows it does at the moment. */
export interface Activity {
  /** Share of its GPUs' time in use, 0–1. */
  readonly busy: number
  /** Bytes held on each of its GPUs. */
  readonly gpuBytes: number
  /** CPU cores in use. */
  readonly cores: number
  /** CPU seconds since the program began. */
  readonly coreSeconds: number
  /** Working set on the host, in bytes. */
  readonly bytes: number
}

/** What the programs of a cluster say of their own use, by pod and container. */
export interface Activities {
  /** Undefined for programs that do not know. */
  of(pod: ApiObject, container: string): Activity | undefined
  /** Asks `now` from now on; returns the way to stop. */
  tell(pod: ApiObject, container: string, now: () => Activity): () => void
}

const keyOf = (pod: ApiObject, container: string): string => `${pod.metadata.uid}/${container}`

/** A cluster in which no program has said anything yet. */
export function activities(): Activities {
  const told = new Map<string, () => Activity>()
  return {
    of: (pod, container) => told.get(keyOf(pod, container))?.(),
    tell(pod, container, now) {
      const key = keyOf(pod, container)
      told.set(key, now)
      return () => {
        if (told.get(key) === now) told.delete(key)
      }
    },
  }
}
