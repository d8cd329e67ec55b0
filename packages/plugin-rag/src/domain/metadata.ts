import type {Metadata} from './rag-service.ts'

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Where a document came from, as whoever added it said. */
export const sourceIn = (metadata: Metadata): string | undefined =>
  word(metadata['source']) ?? word(metadata['file_name'])

/** The name it was given. */
export const idIn = (metadata: Metadata): string | undefined => word(metadata['id'])
