import {indexForReading} from '../../domain/choose-index.ts'
import type {EngineName} from '../../domain/engine-name.ts'
import type {RagService} from '../../domain/rag-service.ts'
import type {IndexSummary} from '../domain/index-summary.ts'

/** Every index with its size, of which one page each is asked for. */
export async function listIndexes(service: RagService): Promise<readonly IndexSummary[]> {
  const names = await service.indexes()
  return await Promise.all(names.map(async (index) => ({index, chunks: await sizeOf(service, index)})))
}

async function sizeOf(service: RagService, index: string): Promise<number> {
  for await (const {total} of service.chunks(index, 1)) return total
  return 0
}

/** The name of an index that shall go; throws `not-found` when it is not there. */
export const indexToDelete = async (service: RagService, engine: EngineName, index: string): Promise<string> =>
  indexForReading(index, await service.indexes(), engine)
