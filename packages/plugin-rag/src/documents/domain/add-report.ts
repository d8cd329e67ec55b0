import type {LeftOut} from './source-file.ts'

/** What became of the documents of one call. */
export interface AddReport {
  readonly engine: string
  readonly namespace: string
  readonly index: string
  readonly added: number
  /** Were in the index before. */
  readonly unchanged: number
  /** Older versions of the same files that were removed. */
  readonly replaced: number
  readonly skipped: readonly LeftOut[]
  readonly documents: readonly AddedDocument[]
  /** Ids of older versions that are still there beside the new ones. */
  readonly older: readonly string[]
}

export interface AddedDocument {
  readonly source: string
  readonly docId: string
  readonly outcome: 'added' | 'unchanged'
}
