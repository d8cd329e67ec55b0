import {sourceIn} from './metadata.ts'
import type {Found} from './rag-service.ts'

/** Where a passage came from, as its metadata says. */
export const foundSource = ({metadata, docId}: Found): string => sourceIn(metadata) ?? docId.slice(0, 12)

export const foundJson = (found: Found) => ({
  docId: found.docId,
  source: foundSource(found),
  score: found.score ?? null,
  text: found.text,
  metadata: found.metadata,
})
