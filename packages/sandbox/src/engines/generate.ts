import type {IncomingMessage, ServerResponse} from 'node:http'
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
    outputTokens: planned.tokens.length,
    token(index) {
      const now = engine.clock.now()
      if (index > 0) between += now - last
      last = now
      engine.tokensMade(1)
      send.token(index)
    },
    end(timing, aborted) {
      const outputTokens = aborted ? 0 : planned.tokens.length
      engine.metrics.finished({
        firstToken: (timing.first - timing.arrived) / 1000,
        betweenTokens: between / 1000 / Math.max(1, planned.tokens.length - 1),
        total: (timing.ended - timing.arrived) / 1000,
        queued: (timing.started - timing.arrived) / 1000,
        promptTokens: planned.promptTokens,
        cachedTokens: planned.cachedTokens,
        maxTokens: request.maxTokens,
        outputTokens,
        reason: aborted ? 'abort' : planned.reason,
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
  if (room < (request.maxTokens ?? 1)) {
    const asked = request.maxTokens === undefined ? '' : `${promptTokens + request.maxTokens} tokens (`
    const parts = request.maxTokens === undefined ? '' : `, ${request.maxTokens} in the completion)`
    throw new RequestProblem(
      400,
      'BadRequestError',
      `This model's maximum context length is ${engine.maxModelLength} tokens. However, you requested ${asked}${promptTokens} ${parts ? `in the messages${parts}` : 'tokens in the messages'}. Please reduce the length of the messages or completion.`,
    )
  }
  const most = Math.min(request.maxTokens ?? (request.kind === 'chat' ? room : 16), room)
  const full = answer(request.prompt, request.seed, request.ignoreEos ? most : undefined)
  const stopped = untilStop(full, request.stop)
  const tokens = stopped.slice(0, most)
  const cut = tokens.length < stopped.length || request.ignoreEos
  return {
    request,
    id: `${request.kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${hex(engine)}`,
    created: Math.floor(engine.clock.now() / 1000),
    promptTokens,
    cachedTokens: engine.prefixes.hit(promptPieces),
    tokens: tokens.length > 0 ? tokens : [''],
    reason: cut ? 'length' : 'stop',
  }
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

const usageOf = ({promptTokens, cachedTokens, tokens, request}: Planned): Record<string, unknown> => ({
  prompt_tokens: promptTokens,
  total_tokens: promptTokens + tokens.length * request.choices,
  completion_tokens: tokens.length * request.choices,
  prompt_tokens_details: cachedTokens > 0 ? {cached_tokens: cachedTokens} : null,
})

function whole(planned: Planned, response: ServerResponse, engine: EngineState): Sender {
  const {request} = planned
  const text = planned.tokens.join('')
  const choice = (index: number): unknown =>
    request.kind === 'chat'
      ? {
          index,
          message: {role: 'assistant', content: text, tool_calls: []},
          logprobs: null,
          finish_reason: planned.reason,
        }
      : {index, text, logprobs: null, finish_reason: planned.reason}
  return {
    token: () => undefined,
    end() {
      sendJson(response, 200, {
        id: planned.id,
        object: request.kind === 'chat' ? 'chat.completion' : 'text_completion',
        created: planned.created,
        model: engine.launch.servedNames[0],
        choices: Array.from({length: request.choices}, (_, index) => choice(index)),
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
  const piece = (index: number): void => {
    const text = planned.tokens[index] ?? ''
    const last = index === planned.tokens.length - 1
    const finish = last ? planned.reason : null
    write([
      isChat
        ? {index: 0, delta: {content: text}, logprobs: null, finish_reason: finish}
        : {index: 0, text, logprobs: null, finish_reason: finish},
    ])
  }
  return {
    token(index) {
      if (index === 0) {
        response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache'})
        if (isChat) write([{index: 0, delta: {role: 'assistant', content: ''}, logprobs: null, finish_reason: null}])
      }
      piece(index)
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
