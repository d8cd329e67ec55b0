import {bounds} from './bounds.ts'
import type {Level, ToolCall} from './chat.ts'

/** A call as a model wrote it: nothing of it is known to be right. */
export interface WrittenCall {
  readonly id: string
  readonly name: string
  /** Undefined when the arguments were no JSON. */
  readonly input: unknown
  readonly raw: ToolCall
}

export type Reply =
  | {readonly ok: true; readonly says: string; readonly calls: readonly WrittenCall[]}
  /** It is no answer of the agreed form; one sentence for the model. */
  | {readonly ok: false; readonly problem: string}

const longestSaying = 8000

/** An answer of an endpoint, read without trust: everything that is not as agreed is a problem and never a guess. */
export function readReply(level: Level, answer: unknown): Reply {
  const message = messageOf(answer)
  if (!message) return {ok: false, problem: 'the answer holds no message'}
  const content = typeof message['content'] === 'string' ? message['content'] : ''
  if (level !== 'tools') return readJson(content)
  const written: unknown = message['tool_calls'] ?? []
  if (!Array.isArray(written)) return {ok: false, problem: 'tool_calls must be a list'}
  if (written.length > bounds.callsPerRound)
    return {ok: false, problem: `call ${bounds.callsPerRound} tools at most at once`}
  return {ok: true, says: content.slice(0, longestSaying), calls: written.map(toCall)}
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function messageOf(answer: unknown): Fields | undefined {
  const choices = isFields(answer) ? answer['choices'] : undefined
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined
  const message = isFields(first) ? first['message'] : undefined
  return isFields(message) ? message : undefined
}

function toCall(value: unknown, at: number): WrittenCall {
  const call = isFields(value) ? value : {}
  const inner = isFields(call['function']) ? call['function'] : {}
  const id = typeof call['id'] === 'string' && call['id'] !== '' ? call['id'].slice(0, 64) : `call_${at}`
  const name = typeof inner['name'] === 'string' ? inner['name'] : ''
  const text = typeof inner['arguments'] === 'string' ? inner['arguments'] : JSON.stringify(inner['arguments'] ?? {})
  return {id, name, input: parsed(text), raw: rawCall(id, name, text)}
}

const rawCall = (id: string, name: string, text: string): ToolCall => ({
  id,
  type: 'function',
  function: {name: name.slice(0, 64), arguments: text.slice(0, longestSaying)},
})

function parsed(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** One JSON object `{calls, answer}`, also within other text. */
function readJson(content: string): Reply {
  const value = parsed(content.trim() === '' ? 'null' : content) ?? parsed(firstObject(content) ?? 'null')
  if (!isFields(value)) return {ok: false, problem: 'answer with one JSON object: {"calls": [...], "answer": "..."}'}
  const {calls = [], answer = ''} = value
  if (!Array.isArray(calls)) return {ok: false, problem: '"calls" must be a list'}
  if (calls.length > bounds.callsPerRound)
    return {ok: false, problem: `call ${bounds.callsPerRound} tools at most at once`}
  if (typeof answer !== 'string') return {ok: false, problem: '"answer" must be a text'}
  const written = calls.map((call: unknown, at): WrittenCall => {
    const fields = isFields(call) ? call : {}
    const name = typeof fields['name'] === 'string' ? fields['name'] : ''
    const input = fields['arguments'] ?? {}
    return {id: `call_${at}`, name, input, raw: rawCall(`call_${at}`, name, JSON.stringify(input))}
  })
  return {ok: true, says: answer.slice(0, longestSaying), calls: written}
}

/** The first stretch of a text with as many closing as opening braces, outside of its strings. */
function firstObject(text: string): string | undefined {
  const start = text.indexOf('{')
  if (start === -1) return undefined
  let depth = 0
  let isText = false
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (isText) {
      if (character === '\\') at++
      else if (character === '"') isText = false
    } else if (character === '"') isText = true
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return text.slice(start, at + 1)
  }
  return undefined
}
