import type {Found, Usage} from '../../domain/rag-service.ts'

/** A question, what was found for it and what was made of that. */
export interface QueryResult {
  readonly question: string
  readonly index: string
  /** Absent where only passages were asked for. */
  readonly answer?: string
  readonly context: readonly Found[]
  readonly usage?: Usage
}
