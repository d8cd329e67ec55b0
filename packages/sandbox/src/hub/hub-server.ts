import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {digestOf} from '../kubelet/images.ts'
import {type HubModel, hubModel, hubModels, weightBytes} from './catalogue.ts'

export interface Hub {
  readonly url: string
  close(): Promise<void>
}

/** Serves the model hub's public HTTP API for the models of the catalogue, on loopback. */
export async function startHub(port = 0): Promise<Hub> {
  const server = createServer(answerHub)
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

/** Any bearer token that looks like one of the hub's is accepted, and has access to the gated models. */
const isSignedIn = (request: IncomingMessage): boolean => /^Bearer hf_\S+$/.test(request.headers.authorization ?? '')

/** Answers one request to the hub. */
export function answerHub(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://hub')
  const parts = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, {error: 'Method not allowed'})
  if (parts[0] === 'api' && parts[1] === 'models') return answerApi(request, response, parts.slice(2), url.searchParams)
  const resolve = parts.indexOf('resolve')
  if (resolve === 2)
    return withModel(request, response, parts.slice(0, 2).join('/'), true, (model) =>
      sendFile(response, model, parts.slice(4).join('/')),
    )
  send(response, 404, {error: 'Not Found'})
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) return part
    throw error
  }
}

function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  path: readonly string[],
  query: URLSearchParams,
): void {
  if (path.length === 0)
    return send(
      response,
      200,
      search(query).map((model) => summary(model)),
    )
  const id = path.slice(0, 2).join('/')
  const [, , word] = path
  if (word === undefined || word === 'revision')
    return withModel(request, response, id, false, (model) => send(response, 200, details(model)))
  if (word === 'tree') return withModel(request, response, id, true, (model) => send(response, 200, tree(model)))
  send(response, 404, {error: 'Not Found'})
}

function withModel(
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  content: boolean,
  answer: (model: HubModel) => void,
): void {
  const model = hubModel(id)
  if (!model) {
    const signedIn = isSignedIn(request)
    const message = signedIn ? 'Repository not found' : 'Invalid username or password.'
    return send(
      response,
      signedIn ? 404 : 401,
      {error: message},
      {'x-error-code': 'RepoNotFound', 'x-error-message': message},
    )
  }
  if (content && model.gated && !isSignedIn(request)) {
    const has = request.headers.authorization !== undefined
    const message = has
      ? `Access to model ${model.id} is restricted and you are not in the authorized list.`
      : `Access to model ${model.id} is restricted. You must have access to it and be authenticated to access it. Please log in.`
    return send(response, has ? 403 : 401, {error: message}, {'x-error-code': 'GatedRepo', 'x-error-message': message})
  }
  answer(model)
}

const sortKeys: Readonly<Record<string, (model: HubModel) => number>> = {
  downloads: (model) => model.downloads,
  likes: (model) => model.likes,
  lastModified: (model) => Date.parse(model.modified),
  createdAt: (model) => Date.parse(model.modified),
  trendingScore: (model) => model.likes,
}

function search(query: URLSearchParams): HubModel[] {
  const words = (query.get('search') ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const author = query.get('author')?.toLowerCase()
  const filters = query.getAll('filter').flatMap((filter) => filter.split(','))
  const pipeline = query.get('pipeline_tag')
  const sort = sortKeys[query.get('sort') ?? 'trendingScore'] ?? sortKeys['trendingScore']
  const limit = Number(query.get('limit') ?? 30)
  return hubModels
    .filter((model) => words.every((word) => model.id.toLowerCase().includes(word)))
    .filter((model) => author === undefined || model.id.toLowerCase().startsWith(`${author}/`))
    .filter((model) => pipeline === null || model.pipeline === pipeline)
    .filter((model) => filters.every((filter) => tags(model).includes(filter)))
    .sort((a, b) => (sort ? sort(b) - sort(a) : 0))
    .slice(0, Number.isInteger(limit) && limit > 0 ? limit : 30)
}

const tags = (model: HubModel): string[] => [
  'transformers',
  'safetensors',
  model.modelType,
  model.pipeline,
  `license:${model.licence}`,
  'region:us',
]

const summary = (model: HubModel): Record<string, unknown> => ({
  _id: digestOf(model.id).slice(7, 31),
  id: model.id,
  modelId: model.id,
  author: model.id.split('/')[0],
  private: false,
  gated: model.gated ? 'manual' : false,
  downloads: model.downloads,
  likes: model.likes,
  lastModified: model.modified,
  createdAt: model.modified,
  pipeline_tag: model.pipeline,
  library_name: 'transformers',
  tags: tags(model),
})

const dtypeNames = {bfloat16: 'BF16', float16: 'F16', float32: 'F32'}

const details = (model: HubModel): Record<string, unknown> => ({
  ...summary(model),
  sha: digestOf(model.id).slice(7, 47),
  disabled: false,
  config: {architectures: [model.architecture], model_type: model.modelType},
  cardData: {license: model.licence},
  safetensors: {parameters: {[dtypeNames[model.dtype]]: model.parameters}, total: model.parameters},
  siblings: files(model).map(({path}) => ({rfilename: path})),
  usedStorage: weightBytes(model),
})

interface HubFile {
  readonly path: string
  readonly size: number
}

const bytesPerShard = 4.9e9

function files(model: HubModel): HubFile[] {
  const total = weightBytes(model)
  const shards = Math.max(1, Math.ceil(total / bytesPerShard))
  const size = Math.floor(total / shards)
  const weights =
    shards === 1
      ? [{path: 'model.safetensors', size: total}]
      : Array.from({length: shards}, (_, index) => ({
          path: shardName(index, shards),
          size: index === shards - 1 ? total - size * (shards - 1) : size,
        }))
  const index =
    shards === 1
      ? []
      : [{path: 'model.safetensors.index.json', size: Buffer.byteLength(JSON.stringify(shardIndex(model)))}]
  return [
    {path: 'README.md', size: 4200},
    {path: 'config.json', size: Buffer.byteLength(JSON.stringify(config(model)))},
    {path: 'generation_config.json', size: 180},
    ...weights,
    ...index,
    {path: 'tokenizer.json', size: 9_085_657},
    {path: 'tokenizer_config.json', size: 55_351},
  ]
}

const shardName = (index: number, shards: number): string =>
  `model-${String(index + 1).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}.safetensors`

function tree(model: HubModel): unknown[] {
  return files(model).map(({path, size}) => ({
    type: 'file',
    oid: digestOf(`${model.id}/${path}`).slice(7, 47),
    size,
    path,
  }))
}

const config = (model: HubModel): Record<string, unknown> => ({
  architectures: [model.architecture],
  model_type: model.modelType,
  hidden_size: model.hidden,
  num_hidden_layers: model.layers,
  num_attention_heads: model.heads,
  num_key_value_heads: model.kvHeads,
  head_dim: model.headDim,
  max_position_embeddings: model.context,
  vocab_size: model.vocabulary,
  torch_dtype: model.dtype,
  transformers_version: model.transformers,
})

function shardIndex(model: HubModel): Record<string, unknown> {
  const total = weightBytes(model)
  const shards = Math.max(1, Math.ceil(total / bytesPerShard))
  const layers = Array.from({length: model.layers}, (_, layer) => [
    `model.layers.${layer}.self_attn.q_proj.weight`,
    shardName(Math.floor((layer * shards) / model.layers), shards),
  ])
  return {metadata: {total_size: total}, weight_map: Object.fromEntries(layers)}
}

function sendFile(response: ServerResponse, model: HubModel, path: string): void {
  if (path === 'config.json') return send(response, 200, config(model))
  if (path === 'model.safetensors.index.json' && files(model).some((file) => file.path === path))
    return send(response, 200, shardIndex(model))
  const message = files(model).some((file) => file.path === path)
    ? 'The stand-in has no content for this file'
    : 'Entry not found'
  send(response, 404, {error: message}, {'x-error-code': 'EntryNotFound', 'x-error-message': message})
}

function send(response: ServerResponse, code: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body)
  response.writeHead(code, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
