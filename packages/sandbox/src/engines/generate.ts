import type {IncomingMessage, ServerResponse} from 'node:http'
import {tooLong} from './context-length.ts'
import {chatLogprobs, completionLogprobs} from './logprobs.ts'
import {answer} from './prose.ts'
import {type GenerationRequest, RequestProblem} from './requests.ts'
import type {EngineState} from './server-state.ts'
import {tokenize} from './tokens.ts'

/** The refusal of an engine in which as many wait as may. */
export const queueFull = (): RequestProblem =>
  new RequestProblem(429, 'RateLimitError', 'The request queue is full. Please retry after some time.')

interface Planned {
  readonly request: GenerationRequest
  readonly id: string
  readonly created: number
  readonly promptTokens: number
  readonly cachedTokens: number
  /** One for each choice. */
  readonly answers: readonly [Answer, ...Answer[]]
  /** Tokens of the longest answer: so long the request runs. */
  readonly steps: number
}

interface Answer {
  readonly tokens: readonly string[]
  readonly reason: 'stop' | 'length'
}

/** Generates an answer at the engine's speed and sends it whole or token by token. */
export function generate(
  engine: EngineState,
  request: GenerationRequest,
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const planned = plan(engine, request)
  const send = request.stream ? streamed(planned, response, engine) : whole(planned, response, engine)
  let between = 0
  let last = 0
  const cancel = engine.batch.submit({
    promptTokens: planned.promptTokens,
    cachedTokens: planned.cachedTokens,
    outputTokens: planned.steps,
    token(index) {
      const now = engine.clock.now()
      if (index > 0) between += now - last
      last = now
      engine.tokensMade(1)
      send.token(index)
    },
    end(timing, aborted) {
      const outputTokens = aborted ? 0 : outputOf(planned)
      engine.metrics.finished({
        firstToken: (timing.first - timing.arrived) / 1000,
        betweenTokens: between / 1000 / Math.max(1, planned.steps - 1),
        total: (timing.ended - timing.arrived) / 1000,
        queued: (timing.started - timing.arrived) / 1000,
        promptTokens: planned.promptTokens,
        cachedTokens: planned.cachedTokens,
        maxTokens: request.maxTokens,
        outputTokens,
        reason: aborted ? 'abort' : planned.answers[0].reason,
      })
      if (aborted) return
      send.end()
      const client = incoming.socket?.remoteAddress ?? '127.0.0.1'
      engine.log(`INFO:     ${client}:${incoming.socket?.remotePort ?? 0} - "POST ${pathOf(request)} HTTP/1.1" 200 OK`)
    },
  })
  if (!cancel) throw queueFull()
  response.on('close', () => {
    if (!response.writableEnded) cancel()
  })
}

const pathOf = (request: GenerationRequest): string =>
  request.kind === 'chat' ? '/v1/chat/completions' : '/v1/completions'

function plan(engine: EngineState, request: GenerationRequest): Planned {
  const promptPieces = tokenize(request.prompt)
  const promptTokens = promptPieces.length + (request.kind === 'chat' ? 8 : 1)
  const room = engine.maxModelLength - promptTokens
  if (room < (request.maxTokens ?? 1))
    throw new RequestProblem(400, 'BadRequestError', tooLong(engine, promptTokens, request.maxTokens))
  const most = Math.min(request.maxTokens ?? (request.kind === 'chat' ? room : 16), room)
  const first = answerOf(request, most, 0)
  const distinct = Array.from({length: Math.min(request.choices, mostDistinct) - 1}, (_, index) =>
    answerOf(request, most, index + 1),
  )
  const answers: [Answer, ...Answer[]] = [first, ...distinct]
  for (let index = answers.length; index < request.choices; index++)
    answers.push(answers[index % mostDistinct] ?? first)
  return {
    request,
    id: `${request.kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${hex(engine)}`,
    created: Math.floor(engine.clock.now() / 1000),
    promptTokens,
    cachedTokens: engine.prefixes.hit(promptPieces),
    answers,
    steps: Math.max(...[first, ...distinct].map(({tokens}) => tokens.length)),
  }
}

/** More choices than these repeat. */
const mostDistinct = 64

function answerOf(request: GenerationRequest, most: number, choice: number): Answer {
  const length = request.ignoreEos ? most : undefined
  const prose = answer(request.prompt, request.seed + choice, length)
  const full = request.isJson ? tokenize(JSON.stringify({answer: prose.join('').trim()})) : prose
  const stopped = untilStop(full, request.stop)
  const tokens = stopped.slice(0, most)
  const cut = tokens.length < stopped.length || request.ignoreEos
  return {tokens: tokens.length > 0 ? tokens : [''], reason: cut ? 'length' : 'stop'}
}

function untilStop(tokens: readonly string[], stop: readonly string[]): readonly string[] {
  if (stop.length === 0) return tokens
  const text = tokens.join('')
  const ends = stop.map((word) => text.indexOf(word)).filter((index) => index >= 0)
  if (ends.length === 0) return tokens
  let left = Math.min(...ends)
  return tokens.flatMap((token) => {
    const part = token.slice(0, Math.max(0, left))
    left -= token.length
    return part === '' ? [] : [part]
  })
}

const hex = (engine: EngineState): string =>
  Array.from({length: 4}, () =>
    Math.floor(engine.random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')

interface Sender {
  token(index: number): void
  end(): void
}

const outputOf = ({answers}: Planned): number => answers.reduce((sum, {tokens}) => sum + tokens.length, 0)

const usageOf = (planned: Planned): Record<string, unknown> => ({
  prompt_tokens: planned.promptTokens,
  total_tokens: planned.promptTokens + outputOf(planned),
  completion_tokens: outputOf(planned),
  prompt_tokens_details: planned.cachedTokens > 0 ? {cached_tokens: planned.cachedTokens} : null,
})

/** Likelihoods of `tokens`, of which `before` come first in the same answer. */
function logprobsOf(
  {kind, logprobs}: GenerationRequest,
  tokens: readonly string[],
  before: readonly string[],
): unknown {
  if (logprobs === undefined) return null
  if (kind === 'chat') return chatLogprobs(tokens, logprobs, before.length)
  return completionLogprobs(tokens, logprobs, before.length, before.join('').length)
}

function whole(planned: Planned, response: ServerResponse, engine: EngineState): Sender {
  const {request} = planned
  const choice = ({tokens, reason}: Answer, index: number): unknown => {
    const text = tokens.join('')
    const logprobs = logprobsOf(request, tokens, [])
    return request.kind === 'chat'
      ? {
          index,
          message: {role: 'assistant', content: text, tool_calls: []},
          logprobs,
          finish_reason: reason,
        }
      : {index, text, logprobs, finish_reason: reason}
  }
  return {
    token: () => undefined,
    end() {
      sendJson(response, 200, {
        id: planned.id,
        object: request.kind === 'chat' ? 'chat.completion' : 'text_completion',
        created: planned.created,
        model: engine.launch.servedNames[0],
        choices: planned.answers.map(choice),
        usage: usageOf(planned),
      })
    },
  }
}

function streamed(planned: Planned, response: ServerResponse, engine: EngineState): Sender {
  const {request} = planned
  const isChat = request.kind === 'chat'
  const write = (choices: unknown[], more: Record<string, unknown> = {}): void => {
    const object = isChat ? 'chat.completion.chunk' : 'text_completion'
    const chunk = {
      id: planned.id,
      object,
      created: planned.created,
      model: engine.launch.servedNames[0],
      choices,
      ...more,
    }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  const piece = ({tokens, reason}: Answer, choice: number, index: number): void => {
    const text = tokens[index]
    if (text === undefined) return
    const finish = index === tokens.length - 1 ? reason : null
    const logprobs = request.logprobs === undefined ? null : logprobsOf(request, [text], tokens.slice(0, index))
    write([
      isChat
        ? {index: choice, delta: {content: text}, logprobs, finish_reason: finish}
        : {index: choice, text, logprobs, finish_reason: finish},
    ])
  }
  const open = (choice: number): void =>
    write([{index: choice, delta: {role: 'assistant', content: ''}, logprobs: null, finish_reason: null}])
  return {
    token(index) {
      if (index === 0) {
        response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache'})
        if (isChat) for (const choice of planned.answers.keys()) open(choice)
      }
      for (const [choice, one] of planned.answers.entries()) piece(one, choice, index)
    },
    end() {
      if (request.includeUsage) write([], {usage: usageOf(planned)})
      response.end('data: [DONE]\n\n')
    },
  }
}

/** Answers with a JSON document. */
export function sendJson(response: ServerResponse, code: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(code, {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)})
  response.end(text)
}
