import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {RagService} from '../../domain/rag-service.ts'
import type {BackupFolder, BackupIndex, BackupManifest, KeptDocument} from '../domain/backup.ts'
import type {RestoredIndex} from '../domain/restored.ts'

export interface RestoreInput {
  readonly from: string
  readonly replace: boolean
}

export interface RestorePlan {
  readonly manifest: BackupManifest
  /** Indexes that are there and shall be overwritten. */
  readonly overwritten: readonly string[]
  readonly existing: ReadonlySet<string>
  /** What is wrong with the backup, for the person who restores it. */
  readonly notes: readonly string[]
}

/** Reads the backup. Throws `usage` for one that is damaged, or would leave less in an index than it has. */
export async function planRestore(
  service: RagService,
  folder: BackupFolder,
  {from, replace}: RestoreInput,
): Promise<RestorePlan> {
  const manifest = folder.manifest()
  if (!manifest)
    throw new OmeError('usage', `${from} holds no backup: there is no manifest.json in it`, [
      'name a folder that ome rag backup --to wrote',
    ])
  const lacks = await lacksOf(folder, manifest)
  const existing = new Set(await service.indexes())
  const overwritten = replace ? manifest.indexes.map(({name}) => name).filter((name) => existing.has(name)) : []
  const poorer = lacks.find(({name}) => overwritten.includes(name))
  if (poorer)
    throw new OmeError('usage', `${from} is not whole: ${lackText(poorer)}, and index ${poorer.name} would be lost`, [
      'add what it has to what is there: leave out --replace',
    ])
  return {manifest, existing, overwritten, notes: lacks.map((lack) => `the backup is not whole: ${lackText(lack)}`)}
}

interface Lack {
  readonly name: string
  readonly found: number
  readonly documents: number
}

const lackText = ({name, found, documents}: Lack): string =>
  `it has ${found} of the ${documents} documents of index ${name}`

/** Indexes with fewer documents than the manifest says. Every line is read before anything is written. */
async function lacksOf(folder: BackupFolder, {indexes}: BackupManifest): Promise<readonly Lack[]> {
  const lacks: Lack[] = []
  for (const {name, documents} of indexes) {
    const kept = folder.documents(name)
    let found = 0
    for await (const _document of kept ?? []) found++
    if (kept && found < documents) lacks.push({name, found, documents})
  }
  return lacks
}

export interface RestoreTools {
  readonly digest: (text: string) => string
  readonly note: (text: string) => void
  /** Documents of an index that are dealt with. */
  readonly onProgress: (index: string, done: number) => void
}

/** Brings indexes back, one after the other; documents that are there are never added twice. */
export async function restore(
  service: RagService,
  folder: BackupFolder,
  plan: RestorePlan,
  tools: RestoreTools,
): Promise<readonly RestoredIndex[]> {
  const restored: RestoredIndex[] = []
  for (const index of plan.manifest.indexes) {
    restored.push(await restoreIndex({service, folder, plan, tools}, index))
  }
  return restored
}

interface Work {
  readonly service: RagService
  readonly folder: BackupFolder
  readonly plan: RestorePlan
  readonly tools: RestoreTools
}

async function restoreIndex(work: Work, index: BackupIndex): Promise<RestoredIndex> {
  const {service, folder, plan, tools} = work
  const {name, documents} = index
  const overwrites = plan.overwritten.includes(name)
  const isThere = plan.existing.has(name)
  if ((!isThere || overwrites) && (await loadSnapshot(work, name, overwrites)))
    return {name, method: 'snapshot', added: documents, unchanged: 0}
  const kept = folder.documents(name) ?? (documents === 0 ? noDocuments() : undefined)
  if (!kept) {
    if (!isThere || overwrites)
      throw new OmeError(
        'failed',
        `the backup has no documents of index "${name}", and its snapshot cannot be loaded`,
        ['the snapshot lies on the claim of the engine it was made of'],
      )
    tools.note(`index ${name} is there, and the backup has a snapshot of it alone: --replace loads that over it`)
    return {name, method: 'kept', added: 0, unchanged: 0}
  }
  if (overwrites) await service.removeIndex(name)
  const present = isThere && !overwrites ? await idsIn(service, name) : new Set<string>()
  const counts = await addMissing(work, name, kept, present)
  return {name, method: isThere && !overwrites ? 'add missing' : 're-index', ...counts}
}

/** An index without documents has no file in a backup. */
async function* noDocuments(): AsyncGenerator<KeptDocument> {}

/** False where the snapshot is not on the engine's disk. */
async function loadSnapshot({service, plan, tools}: Work, name: string, overwrite: boolean): Promise<boolean> {
  const {snapshotPath} = plan.manifest
  if (snapshotPath === undefined) return false
  try {
    await service.load(name, `${snapshotPath}/${name}`, overwrite)
    return true
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'not-found') throw error
    tools.note(`the snapshot of ${name} is not on the disk of this engine: its documents are indexed again`)
    return false
  }
}

async function idsIn(service: RagService, index: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const {chunks} of service.chunks(index, 1)) for (const {docId} of chunks) ids.add(docId)
  return ids
}

const batchSize = 10
const mostBatchCharacters = 4 * 2 ** 20

async function addMissing(
  {service, tools}: Work,
  index: string,
  documents: AsyncIterable<KeptDocument>,
  present: Set<string>,
): Promise<{added: number; unchanged: number}> {
  const counts = {added: 0, unchanged: 0}
  let batch: KeptDocument[] = []
  let characters = 0
  const flush = async (): Promise<void> => {
    if (batch.length > 0)
      await service.add(
        index,
        batch.map(({text, metadata}) => ({text, metadata})),
      )
    counts.added += batch.length
    tools.onProgress(index, counts.added + counts.unchanged)
    batch = []
    characters = 0
  }
  for await (const document of documents) {
    // Put together from its chunks, a text may have another digest than the document it was.
    const own = tools.digest(document.text)
    if (present.has(document.docId) || present.has(own)) counts.unchanged++
    else {
      if (batch.length >= batchSize || (batch.length > 0 && characters + document.text.length > mostBatchCharacters))
        await flush()
      batch.push(document)
      characters += document.text.length
      present.add(own)
    }
  }
  await flush()
  return counts
}
