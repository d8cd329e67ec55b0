import type {Prompt} from './prompts.ts'

export type Api = 'chat' | 'completions' | 'embeddings'

export const apis: readonly Api[] = ['chat', 'completions', 'embeddings']

export interface RequestOptions {
  readonly api: Api
  readonly model: string
  readonly maxTokens: number
  /** Answers of exactly the wanted length, with vLLM's and SGLang's `ignore_eos` and `min_tokens`. */
  readonly isFixedLength: boolean
  /** Fields of the person's own, over ours. */
  readonly extra: Readonly<Record<string, unknown>>
}

export const pathOf = (api: Api): string =>
  ({chat: '/v1/chat/completions', completions: '/v1/completions', embeddings: '/v1/embeddings'})[api]

/** The body of a request; answers are streamed, with the usage in the last event. */
export function bodyOf(prompt: Prompt, options: RequestOptions): string {
  const {api, model, extra} = options
  if (api === 'embeddings') return JSON.stringify({model, input: prompt.text, encoding_format: 'float', ...extra})
  const tokens = prompt.outputTokens ?? options.maxTokens
  return JSON.stringify({
    model,
    ...(api === 'chat' ? {messages: [{role: 'user', content: prompt.text}]} : {prompt: prompt.text}),
    max_tokens: tokens,
    stream: true,
    stream_options: {include_usage: true},
    ...(options.isFixedLength && {ignore_eos: true, min_tokens: tokens}),
    ...extra,
  })
}
