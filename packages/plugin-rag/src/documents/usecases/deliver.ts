import {isOmeError} from '@ome/sdk/errors'
import type {Metadata, NewDocument, RagService} from '../../domain/rag-service.ts'
import type {AddedDocument, AddReport} from '../domain/add-report.ts'
import type {KnownDocuments} from '../domain/known-documents.ts'
import type {LeftOut, SourceFile} from '../domain/source-file.ts'

/** Batches are cut here too: the service embeds a batch whole before it answers. */
const mostBatchCharacters = 4 * 2 ** 20

/** So many documents in a row are not all at fault themselves: the service is. */
const mostRefusals = 5

interface Parcel extends NewDocument {
  readonly docId: string
}

interface Waiting {
  readonly file: SourceFile
  readonly parcel: Parcel
}

export interface DeliveryRules {
  readonly batchSize: number
  readonly id?: string | undefined
  readonly meta: Readonly<Record<string, string>>
  readonly replace: boolean
}

/** What goes to an index, and what became of it. */
export interface Delivery {
  readonly documents: readonly AddedDocument[]
  readonly skipped: readonly LeftOut[]
  add(file: SourceFile, parcel: Parcel): Promise<void>
  unchanged(file: SourceFile, docId: string, metadata: Metadata): void
  skip(file: SourceFile, reason: string): void
  finish(): Promise<void>
  counts(): Pick<AddReport, 'added' | 'unchanged' | 'replaced' | 'older'>
}

/** Sends one batch while the next one is read, and never two at once. */
export function delivery(
  service: RagService,
  index: string,
  known: KnownDocuments,
  {batchSize, id, meta, replace}: DeliveryRules,
): Delivery {
  const documents: AddedDocument[] = []
  const skipped: LeftOut[] = []
  const older = new Set<string>()
  /** Everything on its way: the same text in two files is one document. */
  const given = new Set<string>()
  /** What files of this run have, which no other file of it makes an older version. */
  const current = new Set<string>()
  let replaced = 0
  let refusals = 0
  let batch: Waiting[] = []
  let characters = 0
  let sending: Promise<void> = Promise.resolve()

  const note = (source: string, docId: string, metadata: Metadata, outcome: AddedDocument['outcome']): void => {
    current.add(docId)
    older.delete(docId)
    for (const other of known.others(source, id, docId)) if (!current.has(other)) older.add(other)
    known.add(docId, metadata)
    documents.push({source, docId, outcome})
  }
  const send = async (waiting: readonly Waiting[]): Promise<void> => {
    try {
      await service.add(
        index,
        waiting.map(({parcel: {text, metadata}}) => ({text, metadata})),
      )
      refusals = 0
      for (const {file, parcel} of waiting) note(file.source, parcel.docId, parcel.metadata, 'added')
    } catch (error) {
      if (!isOmeError(error) || error.kind !== 'failed') throw error
      const [only] = waiting
      if (waiting.length === 1 && only) {
        if (++refusals === mostRefusals) throw error
        skipped.push({path: only.file.source, reason: error.message, isFault: true})
      }
      // One of them is what the service cannot take; the others shall not suffer for it.
      else for (const each of waiting) await send([each])
    }
  }
  const flush = async (): Promise<void> => {
    const waiting = batch
    batch = []
    characters = 0
    await sending
    if (waiting.length > 0) sending = send(waiting)
    // Whoever waits next hears of a failure; until then it is not unhandled.
    sending.catch(() => undefined)
  }

  return {
    documents,
    skipped,
    async add(file, {docId, text, metadata}) {
      if (given.has(docId)) return void documents.push({source: file.source, docId, outcome: 'unchanged'})
      given.add(docId)
      const own = {...metadata, ...(id === undefined ? {} : {id}), ...meta}
      if (batch.length >= batchSize || (batch.length > 0 && characters + text.length > mostBatchCharacters))
        await flush()
      batch.push({file, parcel: {docId, text, metadata: own}})
      characters += text.length
    },
    unchanged: ({source}, docId, metadata) => note(source, docId, metadata, 'unchanged'),
    skip: ({source, isNamed}, reason) => void skipped.push({path: source, reason, isFault: isNamed}),
    async finish() {
      await flush()
      await sending
      if (!replace || older.size === 0) return
      const gone = await service.remove(index, [...older])
      for (const docId of gone) older.delete(docId)
      replaced = gone.length
    },
    counts: () => ({
      added: documents.filter(({outcome}) => outcome === 'added').length,
      unchanged: documents.filter(({outcome}) => outcome === 'unchanged').length,
      replaced,
      older: [...older],
    }),
  }
}
