import {isOmeError} from '@ome/sdk/errors'
import type {Tool} from '../../calls/domain/tool.ts'
import {type Ability, type Chat, chatBody, type Level} from '../domain/chat.ts'
import {readReply} from '../domain/reply.ts'

const ready: Tool = {
  name: 'report_ready',
  description: 'Say that you are ready',
  parameters: {
    type: 'object',
    properties: {ready: {type: 'boolean'}},
    required: ['ready'],
    additionalProperties: false,
  },
}

const askedFor: Readonly<Record<Exclude<Level, 'text'>, string>> = {
  tools: 'Call the tool report_ready with ready true.',
  json_schema:
    'Answer with the JSON object {"calls": [{"name": "report_ready", "arguments": {"ready": true}}], "answer": ""}.',
  json_object:
    'Answer with the JSON object {"calls": [{"name": "report_ready", "arguments": {"ready": true}}], "answer": ""}.',
}

const defaultContextTokens = 8192
const leastContextTokens = 2048

/**
 * The most that an endpoint can do, tried out with small questions: many servers take tools and answer in prose, or refuse
 * a form of answer. Throws when it cannot be reached or lets nobody in.
 */
export async function probeAbility(chat: Chat): Promise<Ability> {
  const said = await chat.contextTokens()
  const contextTokens = Math.max(leastContextTokens, said ?? defaultContextTokens)
  for (const level of ['tools', 'json_schema', 'json_object'] as const)
    if (await understands(chat, level)) return {level, contextTokens}
  return {level: 'text', contextTokens}
}

async function understands(chat: Chat, level: Exclude<Level, 'text'>): Promise<boolean> {
  const body = chatBody({
    model: chat.model,
    level,
    messages: [{role: 'user', content: askedFor[level]}],
    tools: [ready],
    maxTokens: 128,
  })
  try {
    const reply = readReply(level, await chat.ask(body))
    return reply.ok && reply.calls.some(({name}) => name === ready.name)
  } catch (error) {
    // A form that the server does not know is refused with 400, 404, 422 or 501; all else ends the talk.
    if (isOmeError(error) && (error.kind === 'failed' || error.kind === 'not-found')) return false
    throw error
  }
}
