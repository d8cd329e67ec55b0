import {indexForReading} from '../../domain/choose-index.ts'
import type {EngineName} from '../../domain/engine-name.ts'
import type {RagService} from '../../domain/rag-service.ts'
import {groupChunks, type StoredDocument} from '../domain/stored-document.ts'

/** Longer than any chunk: the service splits texts into pieces of some thousand characters. */
const wholeText = 1_000_000

export interface IndexContent {
  readonly index: string
  readonly documents: readonly StoredDocument[]
}

/** The documents of an index by their chunks; with `sizes` the texts are read too, and not kept. */
export async function storedDocuments(
  service: RagService,
  {
    engine,
    index: wanted,
    sizes,
  }: {readonly engine: EngineName; readonly index?: string | undefined; readonly sizes: boolean},
): Promise<IndexContent> {
  const index = indexForReading(wanted, await service.indexes(), engine)
  const documents = new Map<string, StoredDocument>()
  for await (const {chunks} of service.chunks(index, sizes ? wholeText : 1)) groupChunks(documents, chunks)
  return {index, documents: [...documents.values()]}
}
