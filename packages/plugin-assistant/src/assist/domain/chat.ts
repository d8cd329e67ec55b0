import type {Tool} from '../../calls/domain/tool.ts'

/** What a model can be asked for, from the best to the least. */
export const levels = ['tools', 'json_schema', 'json_object', 'text'] as const
export type Level = (typeof levels)[number]

export const isLevel = (word: unknown): word is Level => levels.some((level) => level === word)

export interface Ability {
  readonly level: Level
  readonly contextTokens: number
}

export interface ToolCall {
  readonly id: string
  readonly type: 'function'
  readonly function: {readonly name: string; readonly arguments: string}
}

export type Message =
  | {readonly role: 'system' | 'user'; readonly content: string}
  | {readonly role: 'assistant'; readonly content: string; readonly tool_calls?: readonly ToolCall[]}
  | {readonly role: 'tool'; readonly content: string; readonly tool_call_id: string}

/** The body of one request of an OpenAI-compatible endpoint. */
export type ChatBody = Readonly<Record<string, unknown>>

/** Something that answers chat completions. Answers are unchecked: whatever the other side sent as JSON. */
export interface Chat {
  /** For messages: address without credentials. */
  readonly place: string
  readonly model: string
  ask(body: ChatBody): Promise<unknown>
  /** Tokens that the model holds, where the endpoint says so. */
  contextTokens(): Promise<number | undefined>
}

export interface ChatRequest {
  readonly model: string
  readonly level: Level
  readonly messages: readonly Message[]
  readonly tools: readonly Tool[]
  readonly maxTokens: number
}

/** What is sent for a level. */
export function chatBody({model, level, messages, tools, maxTokens}: ChatRequest): ChatBody {
  const base = {model, messages, temperature: 0, max_tokens: maxTokens, stream: false}
  switch (level) {
    case 'tools':
      return {...base, tools: tools.map((tool) => ({type: 'function', function: tool})), tool_choice: 'auto'}
    case 'json_schema':
      return {
        ...base,
        response_format: {type: 'json_schema', json_schema: {name: 'reply', schema: replySchema(tools)}},
      }
    case 'json_object':
      return {...base, response_format: {type: 'json_object'}}
    case 'text':
      return base
  }
}

const replySchema = (tools: readonly Tool[]) => ({
  type: 'object',
  properties: {
    calls: {
      type: 'array',
      items: {
        type: 'object',
        properties: {name: {type: 'string', enum: tools.map(({name}) => name)}, arguments: {type: 'object'}},
        required: ['name', 'arguments'],
        additionalProperties: false,
      },
    },
    answer: {type: 'string'},
  },
  required: ['calls', 'answer'],
  additionalProperties: false,
})
