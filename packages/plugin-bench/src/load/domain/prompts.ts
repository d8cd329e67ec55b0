import {OmeError} from '@ome/sdk/errors'
import type {Random} from './random.ts'

export interface Prompt {
  readonly text: string
  /** Tokens wanted in answer; undefined: what the run says. */
  readonly outputTokens?: number
}

/** Gives the prompt of each request; the same ones again for the same seed. */
export type PromptSource = (index: number) => Prompt

export interface PromptOptions {
  readonly random: Random
  /** Sent as it is: engines may then answer from the cache of prefixes. */
  readonly isExact: boolean
}

/**
 * Prompts in turn. A prefix that differs each time is put in front, since an engine that has seen a prompt before skips
 * its prefill, and the time to the first token is then that of the cache.
 */
export function given(prompts: readonly Prompt[], {random, isExact}: PromptOptions): PromptSource {
  return (index) => {
    const prompt = prompts[index % prompts.length] ?? {text: ''}
    return isExact ? prompt : {...prompt, text: `[${nonce(random)}] ${prompt.text}`}
  }
}

export interface RandomLengths {
  readonly inputTokens: number
  readonly outputTokens: number
  /** Lengths are even between `length × (1 − ratio)` and `length × (1 + ratio)`; vLLM's meaning. */
  readonly rangeRatio: number
  /** So many groups of requests begin with the same so many tokens. */
  readonly prefixes?: {readonly count: number; readonly tokens: number} | undefined
}

/** Words that tokenizers of today have as one token each; an engine's own count is what is reported. */
export function randomLengths(
  lengths: RandomLengths,
  {random, shared}: {readonly random: Random; readonly shared: Random},
): PromptSource {
  const {count, tokens} = lengths.prefixes ?? {count: 0, tokens: 0}
  const prefixes = Array.from({length: count}, () => words(shared, tokens))
  const around = (length: number): number =>
    random.integer(
      Math.max(1, Math.ceil(length * (1 - lengths.rangeRatio))),
      Math.max(1, Math.floor(length * (1 + lengths.rangeRatio))),
    )
  return (index) => {
    const prefix = count > 0 ? `${prefixes[index % count]} ` : ''
    const own = words(random, around(lengths.inputTokens))
    return {text: `${prefix}${own}`, outputTokens: around(lengths.outputTokens)}
  }
}

const vocabulary =
  'time people way water day world life hand part child eye woman place work week case point company number group problem fact city area money story month lot right study book word issue side kind head house service friend father power hour game line end member law car name team minute idea body back parent face level office door health person art war history party result change morning reason research girl guy moment air teacher force education'.split(
    ' ',
  )

const words = (random: Random, count: number): string =>
  Array.from({length: count}, () => vocabulary[random.integer(0, vocabulary.length - 1)]).join(' ')

const nonce = (random: Random): string => random.integer(0, 0xffffffff).toString(16).padStart(8, '0')

/**
 * Prompts of a file: ShareGPT's JSON (`conversations` of `from` and `value`), JSON lines with `prompt` and perhaps
 * `output_tokens`, or plain text with a prompt per line.
 */
export function parsePrompts(content: string, file: string): readonly Prompt[] {
  const trimmed = content.trimStart()
  const prompts = trimmed.startsWith('[')
    ? shareGpt(json(content, file), file)
    : trimmed.startsWith('{')
      ? lines(content).map(({line, at}) => jsonLine(line, `${file}:${at}`))
      : lines(content).map(({line}) => ({text: line}))
  if (prompts.length === 0) throw new OmeError('usage', `${file} has no prompt`)
  return prompts
}

const lines = (content: string) =>
  content
    .split('\n')
    .map((line, index) => ({line: line.trim(), at: index + 1}))
    .filter(({line}) => line !== '')

function jsonLine(line: string, where: string): Prompt {
  const value = json(line, where)
  const prompt: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'prompt') : undefined
  const tokens: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'output_tokens') : undefined
  if (typeof prompt !== 'string') throw new OmeError('usage', `${where}: no "prompt"`)
  if (tokens === undefined) return {text: prompt}
  if (typeof tokens === 'number' && Number.isInteger(tokens) && tokens > 0) return {text: prompt, outputTokens: tokens}
  throw new OmeError('usage', `${where}: "output_tokens" is no positive number`)
}

/** The first human turn of each conversation that has an answer, as long as the answer is. */
function shareGpt(value: unknown, file: string): readonly Prompt[] {
  if (!Array.isArray(value)) throw new OmeError('usage', `${file} is no list of conversations`)
  return value.flatMap((entry: unknown) => {
    const turns: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'conversations') : undefined
    if (!Array.isArray(turns) || turns.length < 2) return []
    const said = turns.slice(0, 2).map((turn: unknown) => {
      const text: unknown = typeof turn === 'object' && turn !== null ? Reflect.get(turn, 'value') : undefined
      return typeof text === 'string' ? text : ''
    })
    const [asked = '', answered = ''] = said
    if (asked === '' || answered === '') return []
    return [{text: asked, outputTokens: Math.max(1, Math.round(answered.length / charactersPerToken))}]
  })
}

/** Of English text, roughly; only used where a data set gives texts and no counts. */
const charactersPerToken = 4

function json(content: string, where: string): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new OmeError('usage', `${where} is no JSON: ${error instanceof Error ? error.message : error}`, [], {
      cause: error,
    })
  }
}
