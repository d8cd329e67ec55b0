import type {ChatPiece} from '../../domain/engine.ts'

/** A finished answer and how long it took. */
export interface Answer {
  readonly service: string
  readonly model: string
  readonly content: string
  readonly finishReason?: string
  readonly promptTokens?: number
  readonly completionTokens?: number
  /** Seconds to the first text; absent for an empty answer. */
  readonly firstTokenSeconds?: number
  readonly seconds: number
  /** Output tokens per second after the first; absent without usage or for fewer than two tokens. */
  readonly tokensPerSecond?: number
}

/** Adds up the pieces of one answer that was asked for at `startedAt`. */
export function toAnswer(
  names: {readonly service: string; readonly model: string},
  startedAt: Date,
  pieces: readonly ChatPiece[],
): Answer {
  const texts = pieces.filter((piece) => piece.type === 'text')
  const end = pieces.find((piece) => piece.type === 'end')
  const since = (moment: Date | undefined): number => ((moment ?? startedAt).getTime() - startedAt.getTime()) / 1000
  const first = texts[0]?.at
  const seconds = since(pieces.at(-1)?.at)
  const decoding = first ? seconds - since(first) : 0
  const tokens = end?.completionTokens
  return {
    ...names,
    content: texts.map(({text}) => text).join(''),
    ...(end?.finishReason !== undefined && {finishReason: end.finishReason}),
    ...(end?.promptTokens !== undefined && {promptTokens: end.promptTokens}),
    ...(tokens !== undefined && {completionTokens: tokens}),
    ...(first && {firstTokenSeconds: since(first)}),
    seconds,
    ...(tokens !== undefined && tokens > 1 && decoding > 0 && {tokensPerSecond: (tokens - 1) / decoding}),
  }
}

/** One line about an answer, for people. */
export function answerLine({
  promptTokens,
  completionTokens,
  firstTokenSeconds,
  tokensPerSecond,
  finishReason,
}: Answer): string {
  const parts = [
    promptTokens !== undefined && completionTokens !== undefined && `${promptTokens} + ${completionTokens} tokens`,
    firstTokenSeconds !== undefined && `first after ${firstTokenSeconds.toFixed(2)} s`,
    tokensPerSecond !== undefined && `${tokensPerSecond.toFixed(0)} tokens/s`,
    finishReason === 'length' && 'cut at the token limit (--max-tokens)',
  ]
  return parts.filter((part) => typeof part === 'string').join(', ')
}
