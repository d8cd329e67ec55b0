import {at, list, text} from '@ome/capacity/fields'
import {type ErrorKind, OmeError} from '@ome/sdk/errors'
import type {KubeClient, RawResponse} from '@ome/sdk/kube'
import {serverSentEvents} from '@ome/sdk/sse'
import {statusError} from '@ome/sdk/status'
import type {ChatOptions, ChatPiece, Engine, EngineAddress} from '../domain/engine.ts'

const largestAnswer = 4 * 1024 * 1024

/** Reaches the engine through the API server's service proxy: no tunnel, and the person's own rights decide. */
export const engine = (kube: KubeClient, now: () => Date): Engine => ({
  async health(address) {
    const response = await kube.request('GET', `${base(address)}/health`)
    const body = await textIn(response)
    if (response.status !== 200) throw refused(response.status, address, body)
    return `HTTP ${response.status}`
  },
  async servedModels(address) {
    const response = await kube.request('GET', `${base(address)}/v1/models`)
    const models = await json(response, address)
    const data =
      typeof models === 'object' && models !== null && 'data' in models && Array.isArray(models.data) ? models.data : []
    return data.flatMap((model: unknown) =>
      typeof model === 'object' && model !== null && 'id' in model && typeof model.id === 'string' ? [model.id] : [],
    )
  },
  chat: (address, options) => chat(kube, now, address, options),
  async embed(address, model, input) {
    const response = await kube.request('POST', `${base(address)}/v1/embeddings`, {
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({model, input}),
    })
    const [first] = list(at(await json(response, address), 'data'))
    const embedding = at(first, 'embedding')
    if (Array.isArray(embedding) && embedding.length > 0) return embedding.length
    throw new OmeError('failed', `${address.noun ?? 'service'} "${address.service}" sent no embedding`)
  },
})

const base = ({namespace, service, port}: EngineAddress): string =>
  `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy`

async function* chat(
  kube: KubeClient,
  now: () => Date,
  address: EngineAddress,
  options: ChatOptions,
): AsyncGenerator<ChatPiece> {
  const {model, messages, maxTokens, temperature} = options
  const response = await kube.request('POST', `${base(address)}/v1/chat/completions`, {
    headers: {'content-type': 'application/json', accept: 'text/event-stream'},
    body: JSON.stringify({
      model,
      messages,
      stream: true,
      stream_options: {include_usage: true},
      ...(maxTokens !== undefined && {max_tokens: maxTokens}),
      ...(temperature !== undefined && {temperature}),
    }),
  })
  if (response.status !== 200) throw refused(response.status, address, await textIn(response))
  let end: Omit<Extract<ChatPiece, {type: 'end'}>, 'at' | 'type'> = {}
  let complete = false
  let length = 0
  for await (const {event, data} of serverSentEvents(response.body)) {
    if (data.trim() === '[DONE]') {
      complete = true
      break
    }
    const chunk = parse(data, address)
    if (event === 'error' || 'error' in chunk) throw brokenOff(address, reasonIn(data))
    const piece = textOf(chunk)
    length += piece.length
    if (length > largestAnswer) throw brokenOff(address, 'more than 4 MiB; --max-tokens sets an end')
    if (piece !== '') yield {type: 'text', text: piece, at: now()}
    end = {...end, ...endOf(chunk)}
  }
  if (!complete && end.finishReason === undefined) throw brokenOff(address)
  yield {type: 'end', ...end, at: now()}
}

type Chunk = Readonly<Record<string, unknown>>

function parse(data: string, {service, noun = 'service'}: EngineAddress): Chunk {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null) return value as Chunk
  } catch (error) {
    throw new OmeError('failed', `${noun} "${service}" sent a part of an answer that is not JSON`, [], {cause: error})
  }
  throw new OmeError('failed', `${noun} "${service}" sent a part of an answer that is not an object`)
}

const firstChoice = (chunk: Chunk): Chunk => {
  const choices = chunk['choices']
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined
  return typeof first === 'object' && first !== null ? (first as Chunk) : {}
}

/** Reasoning text counts as output too; engines call it `reasoning_content` or `reasoning`. */
function textOf(chunk: Chunk): string {
  const delta = firstChoice(chunk)['delta']
  if (typeof delta !== 'object' || delta === null) return ''
  const parts = ['reasoning_content', 'reasoning', 'content'].map((key) => Reflect.get(delta, key) as unknown)
  return parts.filter((part) => typeof part === 'string').join('')
}

function endOf(chunk: Chunk) {
  const reason = firstChoice(chunk)['finish_reason']
  const usage = chunk['usage']
  const count = (key: string): number | undefined => {
    const value: unknown = typeof usage === 'object' && usage !== null ? Reflect.get(usage, key) : undefined
    return typeof value === 'number' ? value : undefined
  }
  const promptTokens = count('prompt_tokens')
  const completionTokens = count('completion_tokens')
  return {
    ...(typeof reason === 'string' && {finishReason: reason}),
    ...(promptTokens !== undefined && {promptTokens}),
    ...(completionTokens !== undefined && {completionTokens}),
  }
}

async function textIn({body}: RawResponse): Promise<string> {
  const decoder = new TextDecoder()
  let all = ''
  for await (const bytes of body) {
    all += decoder.decode(bytes, {stream: true})
    if (all.length > largestAnswer)
      throw new OmeError('failed', 'the engine sent more than 4 MiB where a short answer was expected')
  }
  return all
}

async function json(response: RawResponse, address: EngineAddress): Promise<unknown> {
  const body = await textIn(response)
  if (response.status !== 200) throw refused(response.status, address, body)
  return parse(body, address)
}

function refused(status: number, address: EngineAddress, body: string): OmeError {
  const {service, namespace, noun = 'service'} = address
  // The API server's own refusal and not the engine's: the host says which right is missing.
  if (status === 403 && /"kind"\s*:\s*"Status"/.test(body))
    return statusError(status, body, {method: 'GET', path: base(address), server: 'the API server'})
  return new OmeError(
    kindOf(status),
    `${noun} "${service}" refused the request (${status}): ${reasonIn(body) ?? `HTTP ${status}`}`,
    [`see how it is: ome status ${noun} ${service} -n ${namespace}`],
  )
}

function kindOf(status: number): ErrorKind {
  if (status === 401 || status === 403) return 'denied'
  if (status === 404) return 'not-found'
  return status === 503 || status === 504 ? 'unreachable' : 'failed'
}

function brokenOff({service, namespace, noun = 'service'}: EngineAddress, reason?: string): OmeError {
  return new OmeError('failed', `the answer of ${noun} "${service}" broke off${reason ? `: ${reason}` : ''}`, [
    `look for a restart: ome status ${noun} ${service} -n ${namespace}`,
  ])
}

/** Engines and the API server both explain themselves in `message`; an engine's may stand under `error`. */
function reasonIn(body: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    // Proxies and some engines answer in plain text, which is the reason itself.
    return body.trim().slice(0, 200) || undefined
  }
  const message = text(at(value, 'error', 'message')) ?? text(at(value, 'message')) ?? text(at(value, 'error'))
  return message ?? body.trim().slice(0, 200)
}
