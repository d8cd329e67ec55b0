import type {IncomingMessage, ServerResponse} from 'node:http'
import {heldBody} from '../kubelet/inside-call.ts'
import {hash32, seededRandom} from '../random.ts'
import {generate, queueFull, sendJson} from './generate.ts'
import {loadAdapter, unloadAdapter} from './lora.ts'
import {type GenerationRequest, parseBody, RequestProblem, readGeneration} from './requests.ts'
import type {EngineState} from './server-state.ts'
import {countTokens, tokenize} from './tokens.ts'

type Handler = (engine: EngineState, request: IncomingMessage, response: ServerResponse) => void

const mostBodyBytes = 16 * 2 ** 20

/** Answers one request to an engine: OpenAI's paths, health and metrics, and those of SGLang where that is the engine. */
export function answerEngine(
  engine: EngineState,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  // What measures an engine must be able to tell that this is none.
  response.setHeader('server', 'ome-sandbox')
  const route = path.split('?')[0] ?? '/'
  const handler = get[route] ?? (engine.launch.engine === 'sglang' ? sglangOnly[route] : vllmOnly[route])
  const post = posts[route]
  if (request.method === 'GET' && handler) handler(engine, request, response)
  else if (request.method === 'POST' && post) {
    const held = heldBody(request)
    if (held !== undefined) guarded(engine, response, () => post(engine, parseBody(held), request, response))
    else
      readText(request).then(
        (text) => guarded(engine, response, () => post(engine, parseBody(text), request, response)),
        (error: unknown) => sendProblem(engine, response, error),
      )
  } else if (handler || post) sendJson(response, 405, {detail: 'Method Not Allowed'})
  else sendJson(response, 404, {detail: 'Not Found'})
}

function guarded(engine: EngineState, response: ServerResponse, action: () => void): void {
  try {
    action()
  } catch (error) {
    sendProblem(engine, response, error)
  }
}

function sendProblem(engine: EngineState, response: ServerResponse, error: unknown): void {
  const problem =
    error instanceof RequestProblem ? error : new RequestProblem(500, 'InternalServerError', String(error))
  if (response.headersSent) return void response.end()
  const {message, type, code} = problem
  const body =
    engine.launch.engine === 'vllm'
      ? {error: {message, type, param: null, code}}
      : {object: 'error', message, type, param: null, code}
  sendJson(response, code, body)
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const bytes = Buffer.from(part)
    size += bytes.length
    if (size > mostBodyBytes) throw new RequestProblem(413, 'BadRequestError', 'The request body is too large.')
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString()
}

const empty: Handler = (_engine, _request, response) => {
  response.writeHead(200, {'content-length': 0})
  response.end()
}

/** The model's own names, and the adapters that are loaded. */
const modelNames = ({launch, adapters}: EngineState): string[] => [...launch.servedNames, ...adapters.keys()]

const get: Readonly<Record<string, Handler>> = {
  '/health': empty,
  '/v1/models': (engine, _request, response) =>
    sendJson(response, 200, {
      object: 'list',
      data: modelNames(engine).map((id, index) => ({
        id,
        object: 'model',
        created: Math.floor(engine.startedAt / 1000),
        owned_by: engine.launch.engine,
        root: index === 0 ? engine.launch.modelPath : (engine.adapters.get(id) ?? id),
        parent: index === 0 ? null : engine.launch.servedNames[0],
        max_model_len: engine.maxModelLength,
      })),
    }),
  '/metrics': (engine, _request, response) => {
    if (!engine.launch.hasMetrics) return sendJson(response, 404, {detail: 'Not Found'})
    const elsewhere = engine.elsewhere()
    const text = engine.metrics.text({
      running: engine.batch.running + Math.round(elsewhere.running),
      waiting: engine.batch.waiting,
      cacheUse: Math.min(1, (engine.batch.heldTokens + elsewhere.tokens) / engine.cacheTokens),
      throughput: engine.throughput(),
      cacheTokens: engine.cacheTokens,
      adapters: [...engine.adapters.keys()],
    })
    response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'})
    response.end(text)
  },
}

const vllmOnly: Readonly<Record<string, Handler>> = {
  '/ping': empty,
  '/version': (_engine, _request, response) => sendJson(response, 200, {version: '0.11.0'}),
}

const sglangOnly: Readonly<Record<string, Handler>> = {
  '/health_generate': empty,
  '/get_model_info': (engine, _request, response) =>
    sendJson(response, 200, {model_path: engine.launch.modelPath, is_generation: !engine.launch.isEmbedding}),
  '/get_server_info': (engine, _request, response) =>
    sendJson(response, 200, {
      model_path: engine.launch.modelPath,
      served_model_name: engine.launch.servedNames[0],
      tp_size: engine.launch.parallelism,
      max_total_num_tokens: engine.cacheTokens,
      version: '0.5.4',
    }),
}

type Post = (
  engine: EngineState,
  body: Record<string, unknown>,
  request: IncomingMessage,
  response: ServerResponse,
) => void

const generation =
  (kind: GenerationRequest['kind']): Post =>
  (engine, body, request, response) => {
    const asked = readGeneration(kind, body)
    checkModel(engine, asked.model)
    if (engine.launch.isEmbedding) {
      throw new RequestProblem(
        400,
        'BadRequestError',
        `The model does not support ${kind === 'chat' ? 'Chat Completions' : 'Completions'} API`,
      )
    }
    if (body['tool_choice'] === 'auto' && !engine.launch.toolParser) {
      throw new RequestProblem(
        400,
        'BadRequestError',
        '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
      )
    }
    generate(engine, asked, request, response)
  }

function checkModel(engine: EngineState, name: string): void {
  if (name === '' || modelNames(engine).includes(name)) return
  throw new RequestProblem(404, 'NotFoundError', `The model \`${name}\` does not exist.`)
}

/** Answers with a plain text; an engine that does not take adapters has no such path. */
function adapterCall(act: (engine: EngineState, body: Record<string, unknown>) => string): Post {
  return (engine, body, _request, response) => {
    if (!engine.takesAdapters) return sendJson(response, 404, {detail: 'Not Found'})
    const text = act(engine, body)
    response.writeHead(200, {'content-type': 'text/plain; charset=utf-8'})
    response.end(text)
  }
}

const posts: Readonly<Record<string, Post>> = {
  '/v1/chat/completions': generation('chat'),
  '/v1/completions': generation('completion'),
  '/v1/embeddings': (engine, body, _request, response) => {
    checkModel(engine, typeof body['model'] === 'string' ? body['model'] : '')
    if (!engine.launch.isEmbedding)
      throw new RequestProblem(400, 'BadRequestError', 'The model does not support Embeddings API')
    const inputs = [body['input']].flat().filter((text) => typeof text === 'string')
    if (inputs.length === 0) throw new RequestProblem(400, 'BadRequestError', "Field required: 'input'")
    const tokens = inputs.reduce((sum, text) => sum + countTokens(text), 0)
    const accepted = engine.batch.submit({
      promptTokens: tokens,
      outputTokens: 1,
      token: () => undefined,
      end: () => {
        const data = inputs.map((text, index) => ({object: 'embedding', index, embedding: vector(text, 256)}))
        sendJson(response, 200, {
          object: 'list',
          data,
          model: engine.launch.servedNames[0],
          usage: {prompt_tokens: tokens, total_tokens: tokens},
        })
      },
    })
    if (!accepted) throw queueFull()
  },
  '/v1/load_lora_adapter': adapterCall(loadAdapter),
  '/v1/unload_lora_adapter': adapterCall(unloadAdapter),
  '/load_lora_adapter': adapterCall(loadAdapter),
  '/unload_lora_adapter': adapterCall(unloadAdapter),
  '/tokenize': (engine, body, _request, response) => {
    const text = typeof body['prompt'] === 'string' ? body['prompt'] : ''
    const tokens = tokenize(text).map((piece) => hash32(piece) % 128_000)
    sendJson(response, 200, {count: tokens.length, max_model_len: engine.maxModelLength, tokens})
  },
}

/** A unit vector in which texts that share words lie close to each other. */
function vector(text: string, size: number): number[] {
  const sum = new Array<number>(size).fill(0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const random = seededRandom(hash32(word))
    for (let index = 0; index < size; index++) sum[index] = (sum[index] ?? 0) + random.next() - 0.5
  }
  const length = Math.hypot(...sum) || 1
  return sum.map((value) => Number((value / length).toFixed(6)))
}
