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

/** The body of a POST as an object. */
export function parseBody(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw bad(`JSON decode error: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw bad('The request body must be a JSON object.')
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
    prompt: kind === 'chat' ? chatPrompt(body['messages']) : completionPrompt(body['prompt']),
    stream: body['stream'] === true,
    includeUsage,
    maxTokens: positive(body, 'max_completion_tokens') ?? positive(body, 'max_tokens'),
    ignoreEos: body['ignore_eos'] === true,
    seed: typeof body['seed'] === 'number' ? body['seed'] : 0,
    choices: positive(body, 'n') ?? 1,
    stop: [body['stop']].flat().filter((text) => typeof text === 'string'),
  }
}

function positive(body: Record<string, unknown>, name: string): number | undefined {
  const value = body[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !Number.isInteger(value)) throw bad(`${name} must be an integer.`)
  if (value < 1) throw bad(`${name} must be at least 1, got ${value}.`)
  return value
}

function chatPrompt(messages: unknown): string {
  if (!Array.isArray(messages) || messages.length === 0)
    throw bad("Field required: 'messages' must be a non-empty list.")
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

function completionPrompt(prompt: unknown): string {
  if (typeof prompt === 'string') return prompt
  if (Array.isArray(prompt) && prompt.every((part) => typeof part === 'string')) return prompt.join('\n')
  throw bad("Field required: 'prompt' must be a string or a list of strings.")
}
