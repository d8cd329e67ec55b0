import type {Disk} from '../disks.ts'
import {type StoredDocument, type VectorIndex, vectorIndex} from './vector-index.ts'

/** The indexes of one RAG service, in memory; the disk of its pod keeps what was persisted. */
export interface RagStore {
  readonly indexes: Map<string, VectorIndex>
  readonly persistDir: string
  persist(name: string, path: string): void
  /** False when nothing lies at the path. */
  load(name: string, path: string): boolean
  /** What the hook before the pod's end does. */
  snapshot(time: number, podUid: string): void
  /** What happens at the start: the newest snapshot is loaded, or every collection of the server. */
  restore(): void
  /** Set where a server keeps the collections, for which much is different. */
  readonly isQdrant: boolean
  /** Something in an index changed: a server keeps it at once. */
  changed(name: string): void
}

const keptSnapshots = 5
const collections = 'collections/'

const collectionNames = (disk: Disk): string[] =>
  [...disk.files.keys()].flatMap((path) =>
    path.startsWith(collections) ? [path.slice(collections.length, path.lastIndexOf('/'))] : [],
  )

/** A store over a disk; everything under `persistDir` is on it. */
export function ragStore(disk: Disk, persistDir: string, isQdrant = false): RagStore {
  const indexes = new Map<string, VectorIndex>()
  const snapshots = `${persistDir}/systemsnapshots/`
  const save = (name: string, path: string): void => {
    disk.write(`${path}/documents`, [...(indexes.get(name)?.documents.values() ?? [])])
  }
  const load = (name: string, path: string): boolean => {
    const found = disk.files.get(`${path}/documents`)
    if (!Array.isArray(found)) return false
    indexes.set(name, vectorIndex(found.filter(isDocument)))
    return true
  }
  return {
    indexes,
    persistDir,
    isQdrant,
    changed: (name) => isQdrant && save(name, `${collections}${name}`),
    persist: save,
    load,
    snapshot(time, podUid) {
      if (indexes.size === 0 || isQdrant) return
      const stamp = new Date(time).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)
      const folder = `${snapshots}${stamp}_pod-${podUid.slice(0, 8)}`
      for (const name of indexes.keys()) save(name, `${folder}/${name}`)
      disk.write(`${folder}/metadata.json`, [...indexes.keys()])
      disk.write(`${snapshots}LATEST`, folder)
      prune(disk, snapshots)
    },
    restore() {
      for (const name of isQdrant ? collectionNames(disk) : []) load(name, `${collections}${name}`)
      const folder = disk.files.get(`${snapshots}LATEST`)
      const names = typeof folder === 'string' ? disk.files.get(`${folder}/metadata.json`) : undefined
      if (!Array.isArray(names)) return
      for (const name of names) if (typeof name === 'string') load(name, `${folder}/${name}`)
    },
  }
}

const isDocument = (value: unknown): value is StoredDocument =>
  value !== null && typeof value === 'object' && 'docId' in value && 'text' in value && 'metadata' in value

function prune(disk: Disk, snapshots: string): void {
  const folders = new Set(
    [...disk.files.keys()].flatMap((path) =>
      path.startsWith(snapshots) && path.includes('_pod-')
        ? [`${snapshots}${path.slice(snapshots.length).split('/')[0]}`]
        : [],
    ),
  )
  for (const old of [...folders].sort().slice(0, -keptSnapshots)) {
    for (const path of disk.files.keys()) if (path.startsWith(`${old}/`)) disk.files.delete(path)
  }
}
