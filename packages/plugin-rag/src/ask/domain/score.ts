import {foundSource} from '../../domain/found-json.ts'
import type {Found} from '../../domain/rag-service.ts'
import type {Question} from './question.ts'

/** How one question went. */
export interface ScoredQuestion extends Question {
  /** Place of the first passage that was expected, from 1; absent: none was. */
  readonly rank?: number
  /** Sources of the passages, in their order. */
  readonly sources: readonly string[]
  /** Absent where the service could not be asked. */
  readonly retrievalMs?: number
  readonly answer?: string
  /** The answer holds what was expected; absent where no model was asked, or nothing can be compared. */
  readonly answered?: boolean
  /** Why the service could not be asked; such a question is a miss. */
  readonly error?: string
}

export interface Score {
  readonly engine: string
  readonly index: string
  readonly topK: number
  readonly questions: number
  readonly hits: number
  readonly hitRate: number
  /** Mean of 1 / rank, 0 for a miss. */
  readonly meanReciprocalRank: number
  /** Answers that hold what was expected; absent where no model was asked. */
  readonly answered?: number
  readonly p50Ms: number
  readonly p95Ms: number
}

const simplified = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, ' ').trim()

/** Whether a text says what was hoped for, whatever its case and line breaks. */
export const says = (text: string, expected: string): boolean => simplified(text).includes(simplified(expected))

/** Place of the first passage of the expected document, or that says what was expected. */
export function rankOf({expected, docId}: Question, passages: readonly Found[]): number | undefined {
  const isMeant = (passage: Found): boolean =>
    docId === undefined
      ? foundSource(passage) === expected || says(passage.text, expected)
      : passage.docId === docId || passage.metadata['id'] === docId || foundSource(passage) === docId
  const at = passages.findIndex(isMeant)
  return at < 0 ? undefined : at + 1
}

/** Sums up; the questions are at least one. */
export function scoreOf(rows: readonly ScoredQuestion[], about: Pick<Score, 'engine' | 'index' | 'topK'>): Score {
  const hits = rows.filter(({rank}) => rank !== undefined).length
  const asked = rows.filter(({answered}) => answered !== undefined)
  const times = rows.flatMap(({retrievalMs = []}) => retrievalMs).sort((a, b) => a - b)
  return {
    ...about,
    questions: rows.length,
    hits,
    hitRate: hits / rows.length,
    meanReciprocalRank: rows.reduce((sum, {rank}) => sum + (rank === undefined ? 0 : 1 / rank), 0) / rows.length,
    ...(asked.length === 0 ? {} : {answered: asked.filter(({answered}) => answered).length}),
    p50Ms: atShare(times, 0.5),
    p95Ms: atShare(times, 0.95),
  }
}

/** Nearest rank. */
const atShare = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
