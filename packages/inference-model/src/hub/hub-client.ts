import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {HttpAsk, HttpClient} from '@ome/sdk/http'
import type {Hub, HubDetails, HubFile, HubId, HubModel, HubQuery} from './hub.ts'
import {toHubFiles, toHubModel, toHubModels} from './hub-answer.ts'
import {type HubPage, readPage} from './hub-page.ts'

const MiB = 2 ** 20
/** Requests to the hub at a time. */
const atOnce = 8
/** Models of one answer of a search, and answers that are read at most. */
const pageSize = 100
const mostPages = 20
const sortKeys = {downloads: 'downloads', likes: 'likes', modified: 'lastModified'} as const

export interface HubOptions {
  /** Base address, without a path below it. */
  readonly endpoint: string
  /** Sent to the endpoint only. Never printed. */
  readonly token?: string
}

/** The hub's public API (`/api/models…` and `/{id}/resolve/…`). Answers are bounded and checked. */
export function hub(http: HttpClient, options: HubOptions): Hub {
  const endpoint = options.endpoint.replace(/\/+$/, '')
  const ask = (token: string | undefined, maxBytes: number): HttpAsk => ({
    maxBytes,
    timeoutMs: 30_000,
    ...(token !== undefined && {headers: {authorization: `Bearer ${token}`}}),
  })
  const inTurn = lanes(atOnce)
  const json = async (path: string, token: string | undefined, maxBytes: number): Promise<unknown> => {
    try {
      return await inTurn(() => http.json(`${endpoint}${path}`, ask(token, maxBytes)))
    } catch (error) {
      throw offline(error, endpoint)
    }
  }
  const info = async ({id, revision}: HubId, token: string | undefined): Promise<HubModel> => {
    const path = revision === undefined ? '' : `/revision/${encodeURIComponent(revision)}`
    const model = toHubModel(await json(`/api/models/${id}${path}`, token, 8 * MiB))
    if (model) return model
    throw new OmeError('failed', `${endpoint} answered for "${id}" with something that is no model`)
  }

  return {
    endpoint: shown(endpoint),
    async search(query) {
      const found = await listed(query)
      if (query.namesOnly) return found
      return await Promise.all(
        found.map(async (model) => (model.parameters === undefined ? {...(await infoOr(model)), ...model} : model)),
      )
    },
    async read(id, given) {
      const token = given ?? options.token
      const model = await info(id, token).catch((error: unknown) => {
        throw missing(error, id.id, shown(endpoint))
      })
      const revision = id.revision ?? 'main'
      const [files, config] = await Promise.all([tree(id.id, revision, token), configOf(id.id, revision, token)])
      return {...model, revision, files, ...config}
    },
  }

  /** Pages are read until enough models are accepted; a hub whose list never ends is left after a while. */
  async function listed(query: HubQuery): Promise<readonly HubModel[]> {
    const {accept = () => true, limit} = query
    const found = new Map<string, HubModel>()
    let path: string | undefined = searchPath(query)
    for (let pages = 0; path !== undefined && found.size < limit && pages < mostPages; pages++) {
      const page: HubPage = await pageAt(path)
      for (const model of toHubModels(page.body, shown(endpoint))) if (accept(model)) found.set(model.id, model)
      path = page.next
    }
    return [...found.values()].slice(0, limit)
  }

  async function pageAt(path: string): Promise<HubPage> {
    try {
      return await inTurn(() => readPage(http, endpoint, {path, ask: ask(options.token, 16 * MiB)}))
    } catch (error) {
      throw offline(error, endpoint)
    }
  }

  /** Lists leave out sizes; a model that does not tell more about itself stays as the list has it. */
  async function infoOr(model: HubModel): Promise<HubModel> {
    try {
      return await info({id: model.id}, options.token)
    } catch (error) {
      if (isOmeError(error) && error.kind !== 'bug') return model
      throw error
    }
  }

  async function tree(id: string, revision: string, token: string | undefined): Promise<readonly HubFile[]> {
    const path = `/api/models/${id}/tree/${encodeURIComponent(revision)}?recursive=true`
    return (await unlessRefused(async () => toHubFiles(await json(path, token, 16 * MiB), shown(endpoint)))) ?? []
  }

  async function configOf(
    id: string,
    revision: string,
    token: string | undefined,
  ): Promise<Pick<HubDetails, 'config' | 'configDenied'>> {
    const path = `/${id}/resolve/${encodeURIComponent(revision)}/config.json`
    try {
      return {config: await json(path, token, 4 * MiB), configDenied: false}
    } catch (error) {
      if (isOmeError(error) && error.kind === 'denied') return {configDenied: true}
      if (isOmeError(error) && error.kind === 'not-found') return {configDenied: false}
      throw error
    }
  }
}

/** Runs at most `most` pieces of work at a time, the others in the order they came. */
function lanes(most: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  const waiting: (() => void)[] = []
  let free = most
  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

async function unlessRefused<Answer>(asked: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked()
  } catch (error) {
    if (isOmeError(error) && (error.kind === 'denied' || error.kind === 'not-found')) return undefined
    throw error
  }
}

function searchPath({text, organisation, licence, sort, limit}: HubQuery): string {
  const query = new URLSearchParams({
    ...(text !== undefined && {search: text}),
    ...(organisation !== undefined && {author: organisation}),
    ...(licence !== undefined && {filter: `license:${licence}`}),
    limit: String(Math.min(limit, pageSize)),
    sort: sortKeys[sort],
    direction: '-1',
    full: 'true',
    config: 'true',
  })
  return `/api/models?${query.toString()}`
}

/** A hub without an answer has a way out: the bundled catalogue. */
function offline(error: unknown, endpoint: string): unknown {
  if (!isOmeError(error)) return error
  const status = statusOf(error)
  if (error.kind !== 'unreachable' && status < 500) return error
  const isBusy = status === 429
  return new OmeError(
    'unreachable',
    `the model hub ${shown(endpoint)} ${isBusy ? 'takes no more requests for now' : 'does not answer'}: ${error.message}`,
    [
      ...(isBusy ? ['wait a few minutes; with a token it takes more: HF_TOKEN'] : []),
      'search the bundled catalogue: ome search hf TEXT --offline',
      ...(isBusy ? [] : ['set another address: OME_HF_ENDPOINT']),
    ],
    {cause: error},
  )
}

/** The status the hub answered with; 0: it did not answer. */
function statusOf({cause}: OmeError): number {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'number' ? code : 0
}

function missing(error: unknown, id: string, endpoint: string): unknown {
  if (!isOmeError(error) || (error.kind !== 'not-found' && error.kind !== 'denied')) return error
  return new OmeError(
    'not-found',
    `model "${id}" not found on ${endpoint}`,
    [`find ids: ome search hf ${id.split('/').at(-1) ?? id}`, 'a private model needs a token: HF_TOKEN'],
    {cause: error},
  )
}

/** An address without user and password. */
function shown(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  return url ? `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}` : endpoint
}
