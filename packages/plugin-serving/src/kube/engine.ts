import {OmeError} from '@ome/sdk/errors'
import type {KubeClient, RawResponse} from '@ome/sdk/kube'
import {serverSentEvents} from '@ome/sdk/sse'
import type {ChatOptions, ChatPiece, Engine, EngineAddress} from '../domain/engine.ts'

const largestAnswer = 4 * 1024 * 1024

/** Reaches the engine through the API server's service proxy: no tunnel, and the person's own rights decide. */
export const engine = (kube: KubeClient, now: () => Date): Engine => ({
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
  if (response.status !== 200) throw refused(response.status, address, await text(response))
  let end: Omit<Extract<ChatPiece, {type: 'end'}>, 'at' | 'type'> = {}
  let complete = false
  for await (const {event, data} of serverSentEvents(response.body)) {
    if (data.trim() === '[DONE]') {
      complete = true
      break
    }
    const chunk = parse(data, address)
    if (event === 'error' || 'error' in chunk) throw refused(200, address, data)
    const piece = textOf(chunk)
    if (piece !== '') yield {type: 'text', text: piece, at: now()}
    end = {...end, ...endOf(chunk)}
  }
  if (!complete && end.finishReason === undefined) {
    throw new OmeError('failed', `the answer of service "${address.service}" broke off`, [
      `look for a restart: ome status service ${address.service} -n ${address.namespace}`,
    ])
  }
  yield {type: 'end', ...end, at: now()}
}

type Chunk = Readonly<Record<string, unknown>>

function parse(data: string, {service}: EngineAddress): Chunk {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value === 'object' && value !== null) return value as Chunk
  } catch (error) {
    throw new OmeError('failed', `service "${service}" sent a part of an answer that is not JSON`, [], {cause: error})
  }
  throw new OmeError('failed', `service "${service}" sent a part of an answer that is not an object`)
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

async function text({body}: RawResponse): Promise<string> {
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
  const body = await text(response)
  if (response.status !== 200) throw refused(response.status, address, body)
  return parse(body, address)
}

/** Engines and the API server both explain themselves in `message`; an engine's stands under `error`. */
function refused(status: number, {service, namespace}: EngineAddress, body: string): OmeError {
  const found = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1]
  const why = found === undefined ? body.trim().slice(0, 200) || `HTTP ${status}` : found
  const kind =
    status === 401 || status === 403
      ? 'denied'
      : status === 404
        ? 'not-found'
        : status === 503 || status === 504
          ? 'unreachable'
          : 'failed'
  return new OmeError(kind, `service "${service}" refused the request (${status}): ${why}`, [
    `see how it is: ome status service ${service} -n ${namespace}`,
  ])
}
