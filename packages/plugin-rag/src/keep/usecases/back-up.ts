import {OmeError} from '@ome/sdk/errors'
import {listIndexes} from '../../documents/usecases/indexes.ts'
import type {RagService} from '../../domain/rag-service.ts'
import type {BackedUp, BackedUpIndex} from '../domain/backed-up.ts'
import {type BackupFolder, type BackupManifest, type BackupMode, type BackupWriter, joined} from '../domain/backup.ts'
import type {KeptEngine} from '../domain/kept-engine.ts'

export interface BackupInput {
  readonly engine: KeptEngine
  readonly mode: BackupMode
  readonly now: Date
}

/** How a backup is made, settled before anything is written. */
export interface BackupPlan {
  /** Folder on the engine's claim that a lossless copy goes to. */
  readonly snapshotPath?: string
  /** Documents go to the folder of this machine. */
  readonly exports: boolean
  /** The backup that is replaced. */
  readonly before?: BackupManifest
}

export function planBackup(folder: BackupFolder | undefined, {engine, mode, now}: BackupInput): BackupPlan {
  const {name, namespace, claimPath} = engine
  if (mode === 'snapshot' && claimPath === undefined)
    throw new OmeError('usage', `ragengine "${name}" has no claim, and a snapshot would go with its pod`, [
      `take its documents instead: ome rag backup ${name} --mode export --to DIR -n ${namespace}`,
    ])
  const snapshots = claimPath !== undefined && mode !== 'export'
  if (!snapshots && folder === undefined)
    throw new OmeError('usage', 'a backup of documents needs a folder', [
      `ome rag backup ${name} --to DIR -n ${namespace}`,
    ])
  const before = folder?.manifest()
  if (before && before.engine !== name)
    throw new OmeError('conflict', `the folder holds a backup of ragengine "${before.engine}"`, [
      'name another folder: --to DIR',
    ])
  return {
    exports: folder !== undefined && mode !== 'snapshot',
    ...(snapshots ? {snapshotPath: `${claimPath}/ome-backups/${stampOf(now)}`} : {}),
    ...(before ? {before} : {}),
  }
}

const stampOf = (now: Date): string => now.toISOString().slice(0, 19).replaceAll(':', '-')

export interface BackupTarget {
  readonly folder: BackupFolder | undefined
  /** The folder as it was typed, for the table. */
  readonly where: string
  /** Documents of an index that are written. */
  readonly onProgress: (index: string, done: number) => void
}

/** Makes the backup; what lay in the folder is replaced only when everything else is done. */
export async function backUp(
  service: RagService,
  {folder, where, onProgress}: BackupTarget,
  {engine, now}: BackupInput,
  {snapshotPath, exports}: BackupPlan,
): Promise<BackedUp> {
  const names = await listIndexes(service)
  const writer = folder?.begin()
  try {
    const indexes: BackedUpIndex[] = []
    let patched = 0
    for (const {index, chunks} of names) {
      if (snapshotPath !== undefined) await service.persist(index, `${snapshotPath}/${index}`)
      const kept =
        exports && writer ? await exportIndex(service, index, {writer, onProgress}) : await countIndex(service, index)
      patched += kept.patched
      const places = [...(snapshotPath === undefined ? [] : [`claim:${snapshotPath}`]), ...(exports ? [where] : [])]
      indexes.push({name: index, documents: kept.documents, chunks, where: places.join(', ')})
    }
    const manifest: BackupManifest = {
      engine: engine.name,
      created: now.toISOString(),
      mode: snapshotPath === undefined ? 'export' : 'snapshot',
      ...(snapshotPath === undefined ? {} : {snapshotPath}),
      indexes: indexes.map(({name, documents, chunks}) => ({name, documents, chunks})),
    }
    writer?.engine(engine.yaml)
    writer?.finish(manifest)
    return {manifest, indexes, patched}
  } catch (error) {
    writer?.discard()
    throw error
  }
}

async function countIndex(service: RagService, index: string): Promise<{documents: number; patched: number}> {
  return {documents: (await chunkCounts(service, index)).size, patched: 0}
}

async function chunkCounts(service: RagService, index: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for await (const {chunks} of service.chunks(index, 1)) {
    for (const {docId} of chunks) counts.set(docId, (counts.get(docId) ?? 0) + 1)
  }
  return counts
}

/** Longer than any chunk. */
const wholeText = 1_000_000

/** Counted first, so that each document can be written as soon as its last chunk is there and none has to be kept. */
async function exportIndex(
  service: RagService,
  index: string,
  {writer, onProgress}: Pick<BackupTarget, 'onProgress'> & {readonly writer: BackupWriter},
): Promise<{documents: number; patched: number}> {
  const counts = await chunkCounts(service, index)
  const open = new Map<string, {readonly metadata: Readonly<Record<string, unknown>>; readonly chunks: string[]}>()
  let documents = 0
  let patched = 0
  const close = (docId: string): void => {
    const found = open.get(docId)
    if (!found) return
    open.delete(docId)
    documents++
    if (found.chunks.length > 1) patched++
    writer.add(index, {docId, ...found, text: joined(found.chunks)})
    onProgress(index, documents)
  }
  for await (const {chunks} of service.chunks(index, wholeText)) {
    for (const {docId, text, metadata} of chunks) {
      const found = open.get(docId) ?? {metadata, chunks: []}
      found.chunks.push(text)
      open.set(docId, found)
      if (found.chunks.length >= (counts.get(docId) ?? 1)) close(docId)
    }
  }
  // The index changed meanwhile: what came of a document is kept.
  for (const docId of [...open.keys()]) close(docId)
  return {documents, patched}
}
