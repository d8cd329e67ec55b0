import type {RunBounds} from './ports.ts'

/** What one request may take: nothing that a model says makes it more. */
export const bounds = {
  /** Answers of the model, refused ones and probes not counted. */
  rounds: 8,
  /** Commands that only look, in all rounds. */
  reads: 12,
  callsPerRound: 6,
  plannedSteps: 10,
  /** Calls that were refused and told, before the model is given up. */
  refusals: 3,
  /** Bytes of one answer of the endpoint. */
  answerBytes: 512 * 1024,
  answerTimeoutMs: 120_000,
  answerTokens: 1024,
} as const

/** Of a command that looks on behalf of a model, or of the vocabulary. */
export const lookBounds: RunBounds = {limit: 256 * 1024, timeoutMs: 30_000}

/** Of a dry run. */
export const tryBounds: RunBounds = {limit: 1024 * 1024, timeoutMs: 60_000}

/** Of a list of names: clusters may be large. */
export const listBounds: RunBounds = {limit: 16 * 1024 * 1024, timeoutMs: 30_000}
