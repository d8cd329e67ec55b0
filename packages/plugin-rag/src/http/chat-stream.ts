import {at, fields, list, number, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import {serverSentEvents} from '@ome/sdk/sse'
import type {EngineName} from '../domain/engine-name.ts'
import type {ChatOptions, Usage} from '../domain/rag-service.ts'
import type {Asker} from './answer.ts'

export const chatPath = '/v1/chat/completions'
const mostCharacters = 4 * 2 ** 20

export const chatBody = (prompt: string, {model, maxTokens, temperature}: ChatOptions) => ({
  messages: [{role: 'user', content: prompt}],
  ...(model === undefined ? {} : {model}),
  ...(maxTokens === undefined ? {} : {max_tokens: maxTokens}),
  ...(temperature === undefined ? {} : {temperature}),
})

/** The model's answer as it comes. An answer that breaks off, or does not end, is an error and no shorter answer. */
export async function* streamed(
  ask: Asker,
  {name}: EngineName,
  prompt: string,
  options: ChatOptions,
): AsyncGenerator<{readonly text: string; readonly usage?: Usage}> {
  const body = {...chatBody(prompt, options), stream: true, stream_options: {include_usage: true}}
  const {body: bytes} = await ask.open('POST', chatPath, body)
  let length = 0
  let isComplete = false
  for await (const {data} of serverSentEvents(bytes)) {
    if (data.trim() === '[DONE]') {
      isComplete = true
      break
    }
    const said = parsed(data, name)
    if ('error' in said) throw brokenOff(name, text(at(said, 'error', 'message')) ?? 'the model reports an error')
    const choice = fields(list(said['choices'])[0])
    const piece = text(at(choice, 'delta', 'content')) ?? ''
    length += piece.length
    if (length > mostCharacters) throw brokenOff(name, 'it does not end; --max-tokens sets an end')
    isComplete ||= typeof choice['finish_reason'] === 'string'
    const usage = usageIn(said['usage'])
    if (piece !== '' || usage) yield {text: piece, ...(usage ? {usage} : {})}
  }
  if (!isComplete) throw brokenOff(name, 'the connection ended')
}

function parsed(data: string, name: string): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(data))
  } catch (error) {
    throw new OmeError('failed', `ragengine "${name}" sent a part of an answer that is not JSON`, [], {cause: error})
  }
}

/** What was counted, where the model says both. */
export function usageIn(said: unknown): Usage | undefined {
  const promptTokens = number(at(said, 'prompt_tokens'))
  const completionTokens = number(at(said, 'completion_tokens'))
  return promptTokens === undefined || completionTokens === undefined ? undefined : {promptTokens, completionTokens}
}

const brokenOff = (name: string, why: string): OmeError =>
  new OmeError('failed', `the answer of ragengine "${name}" broke off: ${why}`)
