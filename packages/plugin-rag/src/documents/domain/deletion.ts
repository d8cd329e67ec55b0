import type {StoredDocument} from './stored-document.ts'

export interface Deletion {
  readonly index: string
  readonly documents: readonly StoredDocument[]
  /** Words that fit no document. */
  readonly missing: readonly string[]
}
