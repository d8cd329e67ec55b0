import {findingText, jsonProblem, missingField} from './body-problems.ts'

/** A request to an OpenAI-compatible endpoint, read and checked. */
export interface GenerationRequest {
  readonly kind: 'chat' | 'completion'
  readonly model: string
  readonly prompt: string
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly maxTokens: number | undefined
  readonly ignoreEos: boolean
  readonly seed: number
  readonly choices: number
  readonly stop: readonly string[]
  /** Alternatives to list for each token; undefined: no likelihoods are wanted. */
  readonly logprobs: number | undefined
  /** The answer has to be a JSON object. */
  readonly isJson: boolean
}

/** A refusal in the words engines use; `type` goes into the error body. */
export class RequestProblem extends Error {
  readonly code: number
  readonly type: string
  constructor(code: number, type: string, message: string) {
    super(message)
    this.code = code
    this.type = type
  }
}

const bad = (message: string): RequestProblem => new RequestProblem(400, 'BadRequestError', message)

/** A body that is not of the shape the endpoint takes. */
const malformed = (message: string): RequestProblem => new RequestProblem(400, 'Bad Request', message)

/** The body of a POST as an object. */
export function parseBody(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    throw malformed(jsonProblem(text, position === undefined ? text.length : Number(position)))
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw malformed(
      findingText({
        type: 'model_attributes_type',
        loc: ['body'],
        msg: 'Input should be a valid dictionary or object to extract fields from',
        input: value,
      }),
    )
  return {...value}
}

/** Reads a chat or completion request; throws {@link RequestProblem} for what an engine refuses. */
export function readGeneration(kind: GenerationRequest['kind'], body: Record<string, unknown>): GenerationRequest {
  const options = body['stream_options']
  const includeUsage = options !== null && typeof options === 'object' && Reflect.get(options, 'include_usage') === true
  const {temperature} = body
  if (typeof temperature === 'number' && temperature < 0)
    throw bad(`temperature must be non-negative, got ${temperature}.`)
  return {
    kind,
    model: typeof body['model'] === 'string' ? body['model'] : '',
    prompt: kind === 'chat' ? chatPrompt(body) : completionPrompt(body),
    stream: body['stream'] === true,
    includeUsage,
    maxTokens: positive(body, 'max_completion_tokens') ?? positive(body, 'max_tokens'),
    ignoreEos: body['ignore_eos'] === true,
    seed: typeof body['seed'] === 'number' ? body['seed'] : 0,
    choices: choicesOf(body),
    stop: [body['stop']].flat().filter((text) => typeof text === 'string'),
    logprobs: kind === 'chat' ? chatAlternatives(body) : alternatives(body, 'logprobs'),
    isJson: formatOf(body) === 'json_object',
  }
}

/** The default of vLLM's VLLM_MAX_N_SEQUENCES. */
const mostChoices = 16_384

function choicesOf(body: Record<string, unknown>): number {
  const choices = positive(body, 'n') ?? 1
  if (choices <= mostChoices) return choices
  throw bad(
    `n must be at most ${mostChoices}, got ${choices}. To increase this limit, set the VLLM_MAX_N_SEQUENCES environment variable.`,
  )
}

const mostAlternatives = 20

function alternatives(body: Record<string, unknown>, name: string): number | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw bad(`${name} must be an integer.`)
  if (value < 0) throw bad(`\`${name}\` must be a positive value.`)
  if (value > mostAlternatives)
    throw bad(`Requested sample logprobs of ${value}, which is greater than max allowed: ${mostAlternatives}`)
  return value
}

function chatAlternatives(body: Record<string, unknown>): number | undefined {
  const top = alternatives(body, 'top_logprobs')
  if (body['logprobs'] === true) return top ?? 0
  if (top !== undefined && top > 0) throw bad('when using `top_logprobs`, `logprobs` must be set to true.')
  return undefined
}

function formatOf({response_format: format}: Record<string, unknown>): string {
  const type: unknown = format !== null && typeof format === 'object' ? Reflect.get(format, 'type') : undefined
  return typeof type === 'string' ? type : 'text'
}

function positive(body: Record<string, unknown>, name: string): number | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw bad(`${name} must be an integer.`)
  if (value < 1) throw bad(`${name} must be at least 1, got ${value}.`)
  return value
}

function chatPrompt(body: Record<string, unknown>): string {
  const {messages} = body
  if (messages === undefined) throw malformed(missingField('messages', body))
  if (!Array.isArray(messages))
    throw malformed(
      findingText({
        type: 'list_type',
        loc: ['body', 'messages'],
        msg: 'Input should be a valid list',
        input: messages,
      }),
    )
  return messages.map(messageText).join('\n')
}

function messageText(message: unknown): string {
  if (message === null || typeof message !== 'object') throw bad("Input should be a valid dictionary: 'messages'.")
  const content: unknown = Reflect.get(message, 'content')
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) => (part !== null && typeof part === 'object' ? Reflect.get(part, 'text') : undefined))
    .filter((text) => typeof text === 'string')
    .join(' ')
}

function completionPrompt(body: Record<string, unknown>): string {
  const {prompt} = body
  if (prompt === undefined) throw malformed(missingField('prompt', body))
  if (typeof prompt === 'string') return prompt
  if (Array.isArray(prompt) && prompt.every((part) => typeof part === 'string')) return prompt.join('\n')
  throw bad('prompt must be a string, array of strings, array of tokens, or array of token arrays')
}
