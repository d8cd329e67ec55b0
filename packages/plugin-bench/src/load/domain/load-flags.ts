import {OmeError} from '@ome/sdk/errors'
import {type Limit, type Objective, parseLimit, parseObjective} from './objective.ts'
import type {Api, RequestOptions} from './request.ts'

/** What requests are made of, as it was typed. */
export interface PromptFlags {
  readonly prompt?: string | undefined
  readonly dataset?: string | undefined
  readonly 'random-input'?: number | undefined
  readonly 'range-ratio'?: string | undefined
  readonly prefixes?: string | undefined
  readonly 'exact-prompt': boolean
  readonly 'max-tokens': number
  readonly 'fixed-length': boolean
  readonly seed: number
}

export interface RequestFlags {
  readonly model?: string | undefined
  readonly api: Api
  readonly 'request-limit': number
}

/** What both commands take, as it was typed. */
export interface TypedLoad extends PromptFlags, RequestFlags {
  readonly url?: string | undefined
  readonly header?: readonly string[] | undefined
  readonly percentile: string
  readonly goodput?: readonly string[] | undefined
  readonly 'fail-if'?: readonly string[] | undefined
  readonly warmup?: number | undefined
  readonly workers?: number | undefined
  readonly 'runner-image'?: string | undefined
  readonly 'api-key-secret'?: string | undefined
  readonly 'start-limit': number
}

export interface Goals {
  readonly percentiles: readonly number[]
  readonly objectives: readonly Objective[]
  readonly limits: readonly Limit[]
}

/** Everything that can be judged before anything is sent. Throws `usage`. */
export function goalsIn(typed: TypedLoad): Goals {
  const objectives = (typed.goodput ?? []).flatMap((words) => words.trim().split(/[\s,]+/)).map(parseObjective)
  const limits = (typed['fail-if'] ?? []).map(parseLimit)
  if (limits.some(({metric}) => metric === 'goodput') && objectives.length === 0)
    throw new OmeError('usage', '--fail-if goodput needs --goodput: what a good request is', ['--goodput ttft:500'])
  if (typed['request-limit'] === 0)
    throw new OmeError('usage', '--request-limit 0s lets no request end', ['for example --request-limit 2m'])
  return {percentiles: percentilesIn(typed.percentile), objectives, limits}
}

function percentilesIn(typed: string): readonly number[] {
  return typed.split(',').map((word) => {
    const percent = Number(word.trim().replace(/^p/, ''))
    if (word.trim() !== '' && percent > 0 && percent < 100) return percent
    throw new OmeError('usage', `"${word}" is no percentile`, ['for example --percentile 90,99,99.9'])
  })
}

/** `NAME: VALUE`. */
export function parseHeader(typed: string): readonly [string, string] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(.*)$/.exec(typed)
  const [, name, value] = match ?? []
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value]
  // What stands there may be a secret: it is not repeated.
  throw new OmeError('usage', 'a header is no NAME: VALUE', [
    "--header 'Authorization: Bearer …'",
    "--header 'Authorization: @FILE'",
  ])
}

export const requestOptions = (typed: PromptFlags & RequestFlags, model: string): RequestOptions => ({
  api: typed.api,
  model,
  maxTokens: typed['max-tokens'],
  isFixedLength: typed['fixed-length'],
  extra: {},
})

/** A number above 0, of a flag. */
export function positive(flag: string, typed: string, example: string): number {
  const value = Number(typed)
  if (typed.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new OmeError('usage', `--${flag} ${typed} is no number above 0`, [`for example --${flag} ${example}`])
}
