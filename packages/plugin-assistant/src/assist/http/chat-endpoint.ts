import {OmeError} from '@ome/sdk/errors'
import type {HttpClient} from '@ome/sdk/http'
import {bounds} from '../domain/bounds.ts'
import type {Chat} from '../domain/chat.ts'
import {addressOf, baseOf, isHere, placeOf} from '../domain/chat-address.ts'
import {contextTokensIn, modelsIn} from '../domain/served-models.ts'

export interface EndpointInput {
  readonly url: string
  readonly model: string | undefined
  readonly key: string | undefined
  readonly timeoutMs: number
}

/** An OpenAI-compatible endpoint. Without a model it is asked for the first that it serves. */
export async function chatEndpoint(http: HttpClient, {url, model, key, timeoutMs}: EndpointInput): Promise<Chat> {
  const base = baseOf(url)
  const address = addressOf(url)
  const place = placeOf(url)
  // A person named this address; a key is sent over https or within this machine alone.
  const ask = {
    timeoutMs,
    maxBytes: bounds.answerBytes,
    allowHttp: key === undefined,
    ...(key === undefined ? {} : {headers: {authorization: `Bearer ${key}`}}),
  }
  if (key !== undefined && address.protocol === 'http:' && !isHere(address))
    throw new OmeError('denied', `${place} is plain http: the key is not sent there`, ['use its https address'])
  let listed: Promise<unknown> | undefined
  const list = (): Promise<unknown> => {
    listed ??= withoutKey(key, http.json(`${base}/models`, {...ask, retries: 0}))
    return listed
  }
  const chosen = model ?? modelsIn(await list())[0]
  if (chosen === undefined)
    throw new OmeError('failed', `${place} serves no model`, ['name one: --model NAME, or the setting ai.model'])
  return {
    place,
    model: chosen,
    ask: (body) =>
      withoutKey(
        key,
        http.json(`${base}/chat/completions`, {
          ...ask,
          method: 'POST',
          json: body,
          retries: 1,
          redirects: 'same-origin',
        }),
      ),
    contextTokens: () => optional(list, (answer) => contextTokensIn(answer, chosen)),
  }
}

/** Endpoints like to say which key they refuse. */
async function withoutKey<Value>(key: string | undefined, answer: Promise<Value>): Promise<Value> {
  try {
    return await answer
  } catch (error) {
    if (key === undefined || !(error instanceof OmeError) || !error.message.includes(key)) throw error
    throw new OmeError(error.kind, error.message.replaceAll(key, '[hidden]'), error.hints)
  }
}

/** A server without a list of models says nothing of its context. */
async function optional<Value>(
  list: () => Promise<unknown>,
  read: (answer: unknown) => Value | undefined,
): Promise<Value | undefined> {
  try {
    return read(await list())
  } catch (error) {
    if (error instanceof OmeError && (error.kind === 'failed' || error.kind === 'not-found')) return undefined
    throw error
  }
}
