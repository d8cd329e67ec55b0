import type {ApiObject} from '../api.ts'
import type {World} from '../controllers/world.ts'

/** Files on one volume, by path, as the programs of KAITO keep them. */
export interface Disk {
  readonly files: Map<string, unknown>
  write(path: string, content: unknown): void
  /** Calls back once, when the path is written or at once when it is there. Returns the way to stop. */
  whenWritten(path: string, action: () => void): () => void
}

const disksOf = new WeakMap<World, Map<string, Disk>>()

function disk(): Disk {
  const files = new Map<string, unknown>()
  const waiting = new Map<string, Set<() => void>>()
  return {
    files,
    write(path, content) {
      files.set(path, content)
      const actions = waiting.get(path) ?? []
      waiting.delete(path)
      for (const action of actions) action()
    },
    whenWritten(path, action) {
      if (files.has(path)) {
        action()
        return () => undefined
      }
      const actions = waiting.get(path) ?? new Set()
      actions.add(action)
      waiting.set(path, actions)
      return () => actions.delete(action)
    },
  }
}

/** The volume behind a name: it outlives pods. Volumes of a single pod are named by the pod's uid. */
function diskOf(world: World, name: string): Disk {
  const disks = disksOf.get(world) ?? new Map<string, Disk>()
  disksOf.set(world, disks)
  const found = disks.get(name) ?? disk()
  disks.set(name, found)
  return found
}

/** What a server outside of the pod keeps, by its address. */
export const serverDisk = (world: World, url: string): Disk => diskOf(world, `server ${url}`)

interface Volume {
  readonly name: string
  readonly persistentVolumeClaim?: {readonly claimName: string}
}

/** The volume a pod knows under this name: its claim's, or one of its own. */
export function volumeOf(world: World, pod: ApiObject, name: string): Disk {
  const volumes: readonly Volume[] = pod.spec?.volumes ?? []
  const claim = volumes.find((volume) => volume.name === name)?.persistentVolumeClaim?.claimName
  return diskOf(world, claim ? `claim ${pod.metadata.namespace}/${claim}` : `pod ${pod.metadata.uid}/${name}`)
}
