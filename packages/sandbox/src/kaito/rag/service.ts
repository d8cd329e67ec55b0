import type {IncomingMessage, ServerResponse} from 'node:http'
import {persistentVolumeClaims} from '../../controllers/resources.ts'
import {sendJson} from '../../engines/generate.ts'
import {trafficOf} from '../../engines/traffic.ts'
import {callPod, destinationOf, type InsideAnswer, insideRequest, whole} from '../../kubelet/inside-call.ts'
import type {ContainerHost, Program, Workload} from '../../kubelet/workload.ts'
import {serverDisk, volumeOf} from '../disks.ts'
import {label} from '../resources.ts'
import {toldLog} from '../told-log.ts'
import {augment, type ChatSetup, passesThrough, withSources} from './chat.ts'
import {ragMetrics} from './metrics.ts'
import {isMap, objectIn, RagProblem, readBody} from './request.ts'
import {type RagRoute, ragRoutes} from './routes.ts'
import {type RagStore, ragStore} from './store.ts'
import {vectorIndex} from './vector-index.ts'

const startMs = 25_000
const chatPath = '/v1/chat/completions'
/** On a claim: documents that its volume held when the cluster was handed over, `{index: [{text, metadata}]}`. */
const contentAnnotation = 'sandbox.ome.cli/rag-indexes'

/** The service of a RAGEngine: indexes of real texts, retrieval, and chat with the configured model. */
export const ragWorkload: Workload = {
  name: 'kaito-rag',
  recognises: ({command = []}, pod) =>
    label.ragEngine in (pod.metadata.labels ?? {}) && command.some((word) => word.includes('main.py')),
  start: (host) => new RagService(host),
}

class RagService implements Program {
  readonly #host: ContainerHost
  readonly #store: RagStore
  readonly #metrics = ragMetrics()
  readonly #told: ReturnType<typeof toldLog>
  readonly #setup: ChatSetup
  readonly #cancel: () => void
  #serving = false
  #countedUntil: number

  constructor(host: ContainerHost) {
    this.#host = host
    this.#told = toldLog(host)
    this.#countedUntil = host.world.clock.now()
    this.#setup = setupOf(host.env)
    const server = serverOf(host)
    const disk =
      server === undefined ? volumeOf(host.world, host.pod, 'vector-db-storage') : serverDisk(host.world, server)
    this.#store = ragStore(disk, host.env['DEFAULT_VECTOR_DB_PERSIST_DIR'] ?? 'storage', server !== undefined)
    this.#told.log('INFO:     Started server process [1]')
    this.#told.log('INFO:     Waiting for application startup.')
    this.#cancel = host.world.clock.after(startMs, () => this.#serve())
  }

  isServing(): boolean {
    return this.#serving
  }

  catchUp(): void {
    this.#told.catchUp()
  }

  stop(): void {
    this.#cancel()
    if (this.#serving) this.#store.snapshot(this.#host.world.clock.now(), this.#host.pod.metadata.uid ?? '')
    this.#serving = false
  }

  http(port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean {
    if (!this.#serving || port !== 5000) return false
    const url = new URL(`http://rag${path}`)
    const {pathname} = url
    const method = request.method ?? 'GET'
    if (method === 'GET' && pathname === '/health') sendJson(response, 200, {status: 'Healthy', detail: null})
    else if (method === 'GET' && pathname === '/metrics') this.#sendMetrics(response)
    else if (method === 'POST' && pathname === chatPath)
      this.#answer('rag_chat', request, response, (text) => this.#chat(text, response))
    else this.#route(method, url, request, response)
    return true
  }

  #serve(): void {
    const server = serverOf(this.#host)
    const found = server && destinationOf(this.#host.world.api, this.#host.pod.metadata.namespace ?? '', server)
    if (typeof found === 'string' && server !== undefined) {
      this.#told.log(`qdrant_client.http.exceptions.ResponseHandlingException: ${found}`)
      this.#host.exit(1)
      return
    }
    this.#store.restore()
    this.#fill()
    this.#serving = true
    this.#told.log('INFO:     Application startup complete.')
    this.#told.log('INFO:     Uvicorn running on http://0.0.0.0:5000 (Press CTRL+C to quit)')
    this.#host.changed()
  }

  /** What a scenario says lies on the volume, unless the service has kept something of its own. */
  #fill(): void {
    const {pod, world} = this.#host
    if (this.#store.indexes.size > 0) return
    const volumes: {name: string; persistentVolumeClaim?: {claimName: string}}[] = pod.spec.volumes ?? []
    const claim = volumes.find(({name}) => name === 'vector-db-storage')?.persistentVolumeClaim?.claimName
    if (!claim) return
    const annotations = world.api.get(persistentVolumeClaims, claim, pod.metadata.namespace)?.metadata.annotations
    for (const [name, documents] of Object.entries(objectIn(annotations?.[contentAnnotation] ?? '{}'))) {
      const index = vectorIndex()
      for (const document of Array.isArray(documents) ? documents : []) {
        if (isMap(document))
          index.add(String(document['text']), isMap(document['metadata']) ? document['metadata'] : {})
      }
      this.#store.indexes.set(name, index)
    }
  }

  #route(method: string, url: URL, request: IncomingMessage, response: ServerResponse): void {
    const matching = ragRoutes.filter(({path}) => path.test(url.pathname))
    const route = matching.find((candidate) => candidate.method === method)
    if (!route) {
      const code = matching.length > 0 || ['/health', '/metrics', chatPath].includes(url.pathname) ? 405 : 404
      sendJson(response, code, {detail: code === 405 ? 'Method Not Allowed' : 'Not Found'})
      return
    }
    this.#answer(route.endpoint, request, response, async (text) => this.#call(route, url, text))
  }

  #call(route: RagRoute, url: URL, text: string): unknown {
    const [, name = ''] = route.path.exec(url.pathname) ?? []
    return route.answer({
      store: this.#store,
      metrics: this.#metrics,
      name: decoded(name),
      query: url.searchParams,
      body: () => objectIn(text),
    })
  }

  /** Reads the body, answers, and counts; an answer of undefined was sent already. */
  #answer(
    endpoint: string,
    request: IncomingMessage,
    response: ServerResponse,
    answer: (text: string) => Promise<unknown>,
  ): void {
    const started = this.#host.world.clock.now()
    this.#metrics.running(1)
    const done = (code: number, body: unknown): void => {
      const seconds = 0.004 + (this.#host.world.clock.now() - started) / 1000
      this.#metrics.running(-1)
      this.#metrics.finished(endpoint, seconds, code < 400)
      this.#told.log(`INFO:     ${clientOf(request)} - "${request.method} ${request.url ?? ''} HTTP/1.1" ${code}`)
      if (body !== undefined && !response.headersSent) sendJson(response, code, body)
    }
    readBody(request)
      .then(answer)
      .then(
        (body) => done(200, body),
        (error: unknown) => {
          const problem = error instanceof RagProblem ? error : new RagProblem(500, String(error))
          done(problem.code, {detail: problem.detail})
        },
      )
  }

  async #chat(text: string, response: ServerResponse): Promise<unknown> {
    const address = this.#host.env['LLM_INFERENCE_URL']
    if (!address) throw new RagProblem(503, 'LLM inference service is not configured.')
    const body = objectIn(text)
    const found = destinationOf(this.#host.world.api, this.#host.pod.metadata.namespace ?? '', address)
    if (typeof found === 'string') throw new RagProblem(500, `An unexpected error occurred: ${found}`)
    if (passesThrough(body)) {
      const {index_name: _name, ...rest} = body
      const headers = {'content-type': 'application/json'}
      const request = insideRequest(found.path, {method: 'POST', headers, body: JSON.stringify(rest)})
      if (!this.#host.forward(found.pod, found.port, request, response, found.path)) {
        throw new RagProblem(500, 'An unexpected error occurred: Connection refused')
      }
      return undefined
    }
    const augmented = augment(this.#store, body, this.#setup)
    if (augmented.hits.length === 0) {
      this.#told.log(
        `WARNING:  no node passes the similarity threshold ${this.#setup.similarityThreshold}, ${augmented.dropped} dropped; the question is asked without context`,
      )
    }
    const answer = await new Promise<InsideAnswer | undefined>((resolve) => {
      const post = {method: 'POST', body: JSON.stringify(augmented.body)}
      if (!callPod(this.#host.forward, found, post, whole(resolve))) resolve(undefined)
    })
    if (!answer) throw new RagProblem(500, 'An unexpected error occurred: [Errno 111] Connection refused')
    if (answer.status >= 400) throw new RagProblem(answer.status, answer.body)
    return withSources(objectIn(answer.body), augmented.hits)
  }

  #sendMetrics(response: ServerResponse): void {
    this.#countTraffic()
    response.writeHead(200, {'content-type': 'text/plain; version=0.0.4; charset=utf-8'})
    response.end(this.#metrics.text())
  }

  /** Requests of others since somebody looked last: for each chat a retrieval, most of them quick. */
  #countTraffic(): void {
    const now = this.#host.world.clock.now()
    const requests = Math.floor(((now - this.#countedUntil) / 1000) * trafficOf(this.#host.pod))
    if (requests === 0) return
    this.#countedUntil = now
    for (const [share, slowness] of spread) {
      const times = Math.round(requests * share)
      this.#metrics.finished('rag_indexes_retrieve', 0.03 * slowness, true, times)
      this.#metrics.finished('rag_chat', 1.2 * slowness, true, times)
    }
    this.#metrics.finished('rag_chat', 9, false, Math.round(requests * 0.002))
  }
}

/** Address of the Qdrant server, where there is to be one. */
const serverOf = ({env}: ContainerHost): string | undefined =>
  env['VECTOR_DB_TYPE'] === 'qdrant' ? (env['VECTOR_DB_URL'] ?? '') : undefined

const spread = [
  [0.5, 0.8],
  [0.4, 1.5],
  [0.08, 3],
  [0.02, 6],
] as const

function setupOf(env: Readonly<Record<string, string>>): ChatSetup {
  const number = (key: string, fallback: number): number => {
    const value = Number(env[key])
    return Number.isFinite(value) && value > 0 ? value : fallback
  }
  return {
    contextWindow: number('LLM_CONTEXT_WINDOW', 64_000),
    similarityThreshold: number('RAG_SIMILARITY_THRESHOLD', 0.85),
    fillRatio: number('RAG_CONTEXT_TOKEN_FILL_RATIO', 0.5),
    tokensPerNode: number('RAG_DOCUMENT_NODE_TOKEN_APPROXIMATION', 500),
    mostNodes: number('RAG_MAX_TOP_K', 300),
  }
}

const clientOf = ({socket}: IncomingMessage): string =>
  `${socket.remoteAddress ?? '127.0.0.1'}:${socket.remotePort ?? 0}`

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RagProblem(400, 'Invalid index name')
  }
}
