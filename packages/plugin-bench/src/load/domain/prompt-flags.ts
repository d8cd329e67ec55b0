import {OmeError} from '@ome/sdk/errors'
import type {PromptFlags} from './load-flags.ts'
import {given, type PromptSource, parsePrompts, randomLengths} from './prompts.ts'
import type {RandomStreams} from './random-streams.ts'

export interface PromptChoice {
  readonly source: PromptSource
  /** In the words of the report. */
  readonly text: string
  /** The same prompt each time: its prefix is soon in the engine's cache. */
  readonly isSame: boolean
}

const usual = 'Explain in a few paragraphs how a large language model answers a question.'

/** `content` is that of the file that `--dataset` names. */
export function promptChoice(typed: PromptFlags, {own: random, shared}: RandomStreams, content?: string): PromptChoice {
  const isExact = typed['exact-prompt']
  if (typed.dataset !== undefined) {
    const prompts = parsePrompts(content ?? '', typed.dataset)
    const text = `${prompts.length} prompts of ${typed.dataset}`
    return {source: given(prompts, {random, isExact}), text, isSame: isExact && prompts.length === 1}
  }
  const inputTokens = typed['random-input']
  if (inputTokens === undefined) {
    const text = isExact ? 'one prompt each time' : 'one prompt with another beginning each time'
    return {source: given([{text: typed.prompt ?? usual}], {random, isExact}), text, isSame: isExact}
  }
  const rangeRatio = ratio(typed['range-ratio'])
  const prefixes = prefixesIn(typed.prefixes)
  const lengths = {inputTokens, outputTokens: typed['max-tokens'], rangeRatio, prefixes}
  const beginnings = prefixes === undefined ? '' : `, ${prefixes.count} shared beginnings of ${prefixes.tokens} tokens`
  return {
    source: randomLengths(lengths, {random, shared}),
    text: `random prompts of about ${inputTokens} tokens${beginnings}`,
    isSame: false,
  }
}

function ratio(typed: string | undefined): number {
  const value = Number(typed ?? 0)
  if (value >= 0 && value < 1) return value
  throw new OmeError('usage', `--range-ratio ${typed} is no share from 0 to below 1`)
}

function prefixesIn(typed: string | undefined) {
  if (typed === undefined) return undefined
  const match = /^(\d{1,6})x(\d{1,6})$/.exec(typed)
  const [count, tokens] = [Number(match?.[1]), Number(match?.[2])]
  if (count > 0 && tokens > 0) return {count, tokens}
  throw new OmeError('usage', `--prefixes ${typed} is no COUNTxTOKENS`, ['for example --prefixes 10x256'])
}
