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
  const chunk = jsonIn(data)
  if (chunk === undefined) return {kind: 'error', message: 'an event that is not JSON'}
  const message = errorIn(chunk)
  if (event === 'error' || message !== undefined)
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

/** What an engine says went wrong, in an event or a whole answer; undefined where it is none of an error. */
export function errorIn(answer: unknown): string | undefined {
  const said = text(at(answer, 'error', 'message')) ?? text(at(answer, 'error'))
  if (said !== undefined || at(answer, 'object') !== 'error') return said
  return text(at(answer, 'message')) ?? 'an error without a message'
}

/**
 * Why there was no answer, by the body that came instead: engines explain themselves in `message`, alone or under
 * `error`; proxies in plain text.
 */
export function reasonIn(body: string): string | undefined {
  const found = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1]
  const said = found === undefined ? undefined : jsonIn(found)
  return (typeof said === 'string' ? said : body).trim().slice(0, 400) || undefined
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
  const inputTokens = tokens(at(usage, 'prompt_tokens'))
  const outputTokens = tokens(at(usage, 'completion_tokens'))
  const cachedTokens = tokens(at(usage, 'prompt_tokens_details', 'cached_tokens'))
  return {
    ...(inputTokens !== undefined && {inputTokens}),
    ...(outputTokens !== undefined && {outputTokens}),
    ...(cachedTokens !== undefined && {cachedTokens}),
  }
}

/** No answer has a billion tokens, or a part of one: such a figure is as good as none. */
function tokens(value: unknown): number | undefined {
  const count = number(value)
  return count !== undefined && Number.isInteger(count) && count >= 0 && count < 1e9 ? count : undefined
}

/** Undefined for what is no JSON. */
export function jsonIn(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // The caller counts the request as failed and says so.
    return undefined
  }
}
