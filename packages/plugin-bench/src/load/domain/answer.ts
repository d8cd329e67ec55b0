import {at, number, text} from '@ome/capacity/fields'

/** What one event of a streamed answer says. */
export type AnswerEvent =
  | {readonly kind: 'output'; readonly hasText: boolean; readonly finished: boolean; readonly usage?: Usage}
  | {readonly kind: 'usage'; readonly usage: Usage}
  | {readonly kind: 'error'; readonly message: string}
  | {readonly kind: 'done'}
  /** Nothing that counts. */
  | {readonly kind: 'other'}

export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cachedTokens?: number
}

/** Reads the data of an event of `/v1/chat/completions` or `/v1/completions`. */
export function answerEvent(event: string, data: string): AnswerEvent {
  if (data.trimEnd() === '[DONE]') return {kind: 'done'}
  const chunk = parsed(data)
  if (chunk === undefined) return {kind: 'error', message: 'an event that is not JSON'}
  const message = text(at(chunk, 'error', 'message')) ?? text(at(chunk, 'error'))
  if (event === 'error' || message !== undefined || at(chunk, 'object') === 'error')
    return {kind: 'error', message: message ?? text(at(chunk, 'message')) ?? data.slice(0, 200)}
  const usage = usageIn(chunk)
  const choices = at(chunk, 'choices')
  if (!Array.isArray(choices) || choices.length === 0) return usage ? {kind: 'usage', usage} : {kind: 'other'}
  const [choice]: readonly unknown[] = choices
  return {
    kind: 'output',
    hasText: hasOutput(choice),
    finished: text(at(choice, 'finish_reason')) !== undefined,
    ...(usage && {usage}),
  }
}

/** Reasoning and the arguments of tools are output as much as text is. */
function hasOutput(choice: unknown): boolean {
  const delta = at(choice, 'delta')
  const parts = [at(choice, 'text'), at(delta, 'content'), at(delta, 'reasoning_content'), at(delta, 'reasoning')]
  if (parts.some((part) => typeof part === 'string' && part !== '')) return true
  const tools = at(delta, 'tool_calls')
  return Array.isArray(tools) && tools.length > 0
}

export function usageIn(answer: unknown): Usage | undefined {
  const usage = at(answer, 'usage')
  if (typeof usage !== 'object' || usage === null) return undefined
  const inputTokens = number(at(usage, 'prompt_tokens'))
  const outputTokens = number(at(usage, 'completion_tokens'))
  const cachedTokens = number(at(usage, 'prompt_tokens_details', 'cached_tokens'))
  return {
    ...(inputTokens !== undefined && {inputTokens}),
    ...(outputTokens !== undefined && {outputTokens}),
    ...(cachedTokens !== undefined && {cachedTokens}),
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // The caller counts the request as failed and says so.
    return undefined
  }
}
