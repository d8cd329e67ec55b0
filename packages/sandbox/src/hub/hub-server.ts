import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {type HubModel, hubModel, hubModels} from './catalogue.ts'
import {config, details, files, shardIndex, summary, tags, tree} from './hub-content.ts'

export interface Hub {
  readonly url: string
  close(): Promise<void>
}

/** Serves the model hub's public HTTP API for the models of the catalogue, on loopback. */
export async function startHub(port = 0): Promise<Hub> {
  const server = createServer((request, response) => send(response, answerHub(request)))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  const bound = address !== null && typeof address === 'object' ? address.port : port
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Reply {
  readonly code: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

function send(response: ServerResponse, {code, body, headers}: Reply): void {
  const text = JSON.stringify(body)
  const length = {'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text)}
  response.writeHead(code, {...headers, ...length})
  response.end(text)
}

const failure = (code: number, error: string, word?: string): Reply => ({
  code,
  body: {error},
  ...(word === undefined ? {} : {headers: {'x-error-code': word, 'x-error-message': error}}),
})

/** Any bearer token that looks like one of the hub's is accepted, and has access to the gated models. */
const isSignedIn = (request: IncomingMessage): boolean => /^Bearer hf_\S+$/.test(request.headers.authorization ?? '')

function answerHub(request: IncomingMessage): Reply {
  const url = new URL(request.url ?? '/', 'http://hub')
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  if (request.method !== 'GET' && request.method !== 'HEAD') return failure(405, 'Method not allowed')
  if (parts[0] === 'api' && parts[1] === 'models') return answerApi(request, parts.slice(2), url.searchParams)
  if (parts[2] !== 'resolve') return failure(404, 'Not Found')
  const found = withModel(request, parts.slice(0, 2).join('/'), true)
  return 'code' in found ? found : file(found, parts.slice(4).join('/'))
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}

function answerApi(request: IncomingMessage, path: readonly string[], query: URLSearchParams): Reply {
  if (path.length === 0) return searchPage(request, query)
  const [, , word = 'revision'] = path
  const found = withModel(request, path.slice(0, 2).join('/'), word === 'tree')
  if ('code' in found) return found
  if (word === 'revision') return {code: 200, body: details(found)}
  return word === 'tree' ? {code: 200, body: tree(found)} : failure(404, 'Not Found')
}

/** The model, or why the caller may not have it: files of a gated model need an accepted token, its description does not. */
function withModel(request: IncomingMessage, id: string, content: boolean): HubModel | Reply {
  const model = hubModel(id)
  if (!model) {
    return isSignedIn(request)
      ? failure(404, 'Repository not found', 'RepoNotFound')
      : failure(401, 'Invalid username or password.', 'RepoNotFound')
  }
  if (!content || !model.gated || isSignedIn(request)) return model
  const restricted = `Access to model ${model.id} is restricted`
  return request.headers.authorization === undefined
    ? failure(401, `${restricted}. You must have access to it and be authenticated to access it.`, 'GatedRepo')
    : failure(403, `${restricted} and you are not in the authorized list.`, 'GatedRepo')
}

const byLikes = (model: HubModel): number => model.likes

const sortKeys: Readonly<Record<string, (model: HubModel) => number>> = {
  downloads: (model) => model.downloads,
  likes: byLikes,
  lastModified: (model) => Date.parse(model.modified),
  createdAt: (model) => Date.parse(model.modified),
}

/** One page of a search; a `Link` header leads to the next one. */
function searchPage(request: IncomingMessage, query: URLSearchParams): Reply {
  const found = search(query)
  const asked = Number(query.get('limit') ?? 30)
  const limit = Number.isInteger(asked) && asked > 0 ? asked : 30
  const cursor = Number(query.get('cursor') ?? 0)
  const start = Number.isInteger(cursor) && cursor > 0 ? cursor : 0
  const body = found.slice(start, start + limit).map(summary)
  if (found.length <= start + limit) return {code: 200, body}
  const next = new URLSearchParams(query)
  next.set('cursor', String(start + limit))
  return {code: 200, body, headers: {link: `<http://${request.headers.host}/api/models?${next}>; rel="next"`}}
}

function search(query: URLSearchParams): HubModel[] {
  const words = (query.get('search') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const author = query.get('author')?.toLowerCase()
  const filters = query.getAll('filter').flatMap((filter) => filter.split(','))
  const pipeline = query.get('pipeline_tag')
  const sort = sortKeys[query.get('sort') ?? ''] ?? byLikes
  return hubModels
    .filter((model) => words.every((word) => model.id.toLowerCase().includes(word)))
    .filter((model) => author === undefined || model.id.toLowerCase().startsWith(`${author}/`))
    .filter((model) => pipeline === null || model.pipeline === pipeline)
    .filter((model) => filters.every((filter) => tags(model).includes(filter)))
    .sort((a, b) => sort(b) - sort(a))
}

function file(model: HubModel, path: string): Reply {
  if (path === 'config.json') return {code: 200, body: config(model)}
  const isKnown = files(model).some((one) => one.path === path)
  if (isKnown && path === 'model.safetensors.index.json') return {code: 200, body: shardIndex(model)}
  return failure(404, isKnown ? 'The stand-in has no content for this file' : 'Entry not found', 'EntryNotFound')
}
