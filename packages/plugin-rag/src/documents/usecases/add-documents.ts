import {isOmeError, OmeError} from '@ome/sdk/errors'
import {indexForWriting} from '../../domain/choose-index.ts'
import type {EngineName} from '../../domain/engine-name.ts'
import type {RagService} from '../../domain/rag-service.ts'
import type {AddReport} from '../domain/add-report.ts'
import {type KnownDocuments, knownDocuments} from '../domain/known-documents.ts'
import type {FileReader, Finder, SourceFile} from '../domain/source-file.ts'
import {type Delivery, delivery} from './deliver.ts'

export interface AddPorts {
  readonly service: RagService
  readonly finder: Finder
  readonly reader: FileReader
}

export interface AddInput {
  readonly engine: EngineName
  readonly paths: readonly string[]
  readonly index?: string | undefined
  readonly batchSize: number
  readonly id?: string | undefined
  readonly meta: Readonly<Record<string, string>>
  /** Removes what the index holds of the same files in other versions. */
  readonly replace: boolean
  readonly signal: AbortSignal
}

export type OnProgress = (done: number, total: number) => void

/**
 * Puts the text of files into an index, batch by batch; what is there already is left alone, so that a run that was
 * broken off goes on where it was. A file that cannot be read is left out and does not stop the others.
 */
export async function addDocuments(ports: AddPorts, input: AddInput, onProgress: OnProgress): Promise<AddReport> {
  const {service, finder, reader} = ports
  const {files, leftOut} = await finder.find(input.paths)
  if (input.id !== undefined && files.length !== 1)
    throw new OmeError('usage', `--id names one document, but there are ${files.length} files`)
  const existing = await service.indexes()
  const index = indexForWriting(input.index, existing)
  const known = existing.includes(index) ? await readKnown(service, index) : knownDocuments()
  const sent = delivery(service, index, known, input)
  let done = 0
  try {
    for (const file of files) {
      input.signal.throwIfAborted()
      await take(file, reader, known, sent)
      onProgress(++done, files.length)
    }
    await sent.finish()
  } catch (error) {
    throw goesOn(input.signal.aborted ? new OmeError('cancelled', 'cancelled', [], {cause: error}) : error, sent)
  } finally {
    reader.close()
  }
  const {engine} = input
  const skipped = [...leftOut, ...sent.skipped]
  return {engine: engine.name, namespace: engine.namespace, index, ...sent.counts(), documents: sent.documents, skipped}
}

async function take(file: SourceFile, reader: FileReader, known: KnownDocuments, sent: Delivery): Promise<void> {
  try {
    const read = await reader.read(file, (sha256) => known.ofFile(sha256) !== undefined)
    const docId = read.content?.docId ?? known.ofFile(read.sha256)
    if (docId === undefined) throw new OmeError('bug', `nothing was read of ${file.path}`)
    if (read.content === undefined || known.has(docId)) sent.unchanged(file, docId, read.metadata)
    else await sent.add(file, {docId, text: read.content.text, metadata: read.metadata})
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'unmet') throw error
    sent.skip(file, error.message)
  }
}

/** Only names and digests are asked for: of each text one character. */
async function readKnown(service: RagService, index: string): Promise<KnownDocuments> {
  const known = knownDocuments()
  for await (const {chunks} of service.chunks(index, 1)) {
    for (const {docId, metadata} of chunks) known.add(docId, metadata)
  }
  return known
}

/** What was delivered stays: a person may want to know, and that the same command does the rest. */
function goesOn(error: unknown, {documents}: Delivery): unknown {
  const added = documents.filter(({outcome}) => outcome === 'added').length
  if (!isOmeError(error) || added === 0) return error
  const hint = `in the index by now: ${added} of them; the same command goes on with the rest`
  return new OmeError(error.kind, error.message, [hint, ...error.hints], {cause: error})
}
