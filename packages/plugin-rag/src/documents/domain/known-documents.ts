import type {Chunk} from '../../domain/rag-service.ts'

/** What an index holds, as far as it says what a file's state there is. */
export interface KnownDocuments {
  /** The document made of a file with this digest. */
  ofFile(sha256: string): string | undefined
  has(docId: string): boolean
  /** Other documents under the same name. */
  others(source: string, id: string | undefined, docId: string): readonly string[]
  add(docId: string, metadata: Chunk['metadata']): void
}

export function knownDocuments(): KnownDocuments {
  const ids = new Set<string>()
  const byDigest = new Map<string, string>()
  const byName = new Map<string, Set<string>>()
  const note = (key: unknown, docId: string): void => {
    if (typeof key !== 'string') return
    const known = byName.get(key) ?? new Set()
    byName.set(key, known.add(docId))
  }
  return {
    ofFile: (sha256) => byDigest.get(sha256),
    has: (docId) => ids.has(docId),
    others(source, id, docId) {
      const same = [...(byName.get(source) ?? []), ...((id !== undefined && byName.get(id)) || [])]
      return [...new Set(same)].filter((other) => other !== docId)
    },
    add(docId, {sha256, source, id}) {
      ids.add(docId)
      if (typeof sha256 === 'string') byDigest.set(sha256, docId)
      note(source, docId)
      note(id, docId)
    },
  }
}
