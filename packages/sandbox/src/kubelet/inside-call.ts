import {createServer, request as httpRequest, IncomingMessage, ServerResponse} from 'node:http'
import {Socket} from 'node:net'
import {duplexPair} from 'node:stream'
import type {ApiObject, LocalApi} from '../api.ts'
import {selects} from '../controllers/ownership.ts'
import {isReady, isTerminating} from '../controllers/pod-facts.ts'
import {pods, services} from '../controllers/resources.ts'
import type {NodeAgent} from '../node-agent.ts'

/** A port of a pod, and what is asked there. */
export interface Destination {
  readonly pod: ApiObject
  readonly port: number
  readonly path: string
}

export interface InsideRequest {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** The answer of a program, whole. */
export interface InsideAnswer {
  readonly status: number
  readonly body: string
}

export interface Listener {
  /** Called with each piece of the body as it comes. */
  piece(text: string, status: number): void
  end(status: number): void
}

const bodies = new WeakMap<IncomingMessage, string>()

/** The body of a request that a program of the cluster sent: there at once. Undefined for one that came over a socket. */
export const heldBody = (request: IncomingMessage): string | undefined => bodies.get(request)

/** A request that needs no connection. */
export function insideRequest(
  path: string,
  {method = 'GET', headers = {}, body = ''}: InsideRequest = {},
): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.method = method
  request.url = path
  request.headers = {...headers, ...(body === '' ? {} : {'content-length': String(Buffer.byteLength(body))})}
  bodies.set(request, body)
  if (body !== '') request.push(body)
  request.push(null)
  return request
}

/** A response that is told to a listener instead of sent. */
export class InsideResponse extends ServerResponse {
  readonly #listener: Listener

  constructor(request: IncomingMessage, listener: Listener) {
    super(request)
    this.#listener = listener
  }

  override writeHead(status: number): this {
    this.statusCode = status
    return this
  }

  override write(chunk: unknown): boolean {
    if (typeof chunk === 'string') this.#listener.piece(chunk, this.statusCode)
    else if (chunk instanceof Uint8Array) this.#listener.piece(Buffer.from(chunk).toString(), this.statusCode)
    return true
  }

  override end(chunk?: unknown): this {
    this.write(chunk)
    this.finished = true
    this.#listener.end(this.statusCode)
    this.emit('close')
    return this
  }
}

/** Keeps the pieces of an answer until it is whole. */
export function whole(done: (answer: InsideAnswer) => void): Listener {
  let body = ''
  return {
    piece(text) {
      body += text
    },
    end: (status) => done({status, body}),
  }
}

/** Asks a program of a pod from inside the cluster, without any connection. False: nothing listens at that port. */
export function callPod(
  forward: NodeAgent['http'],
  {pod, port, path}: Destination,
  {headers = {}, ...request}: InsideRequest,
  listener: Listener,
): boolean {
  const host = `${pod.status?.podIP ?? pod.metadata.name}:${port}`
  const type = request.body === undefined ? {} : {'content-type': 'application/json'}
  const incoming = insideRequest(path, {...request, headers: {host, ...type, ...headers}})
  return forward(pod, port, incoming, new InsideResponse(incoming, listener), path)
}

/**
 * A ready pod behind an address in the cluster (`http://<service>.<namespace>.svc…:<port>/…`), `turn` choosing among
 * several; a text says why there is none. Names without a namespace are looked up in `namespace`.
 */
export function destinationOf(api: LocalApi, namespace: string, address: string, turn = 0): Destination | string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url) return `invalid URL: ${address}`
  const [name = '', space = namespace, word] = url.hostname.split('.')
  const service = word === undefined || word === 'svc' ? api.get(services, name, space) : undefined
  const ports: {port: number; targetPort?: number | string}[] = service?.spec?.ports ?? []
  const wanted = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const port = ports.find((one) => one.port === wanted)
  if (!service?.spec.selector || !port) return `[Errno -2] Name or service not known: ${url.host}`
  const ready = api
    .list(pods, {namespace: space})
    .filter(
      (one) =>
        isReady(one) && !isTerminating(one) && selects({matchLabels: service.spec.selector}, one.metadata.labels),
    )
  const pod = ready[turn % Math.max(1, ready.length)]
  if (!pod) return `[Errno 111] Connection refused: ${url.host}`
  return {pod, port: portOf(pod, port.targetPort ?? port.port), path: `${url.pathname}${url.search}`}
}

/** The number of a port that may be given by its name. */
function portOf(pod: ApiObject, port: number | string): number {
  const containers: {ports?: {name?: string; containerPort: number}[]}[] = pod['spec'].containers ?? []
  const named = containers.flatMap(({ports = []}) => ports).find(({name}) => name === port)
  return named?.containerPort ?? Number(port)
}

/**
 * Sends a request as HTTP does, over a connection inside the process; resolves to the answer once its headers are
 * there, and to undefined when nothing listens.
 */
export function insideHttp(
  forward: NodeAgent['http'],
  {pod, port, path}: Destination,
  {method = 'GET', headers = {}, body, signal}: Omit<InsideRequest, 'body'> & {body?: Buffer; signal?: AbortSignal},
): Promise<IncomingMessage | undefined> {
  const [near, far] = duplexPair()
  return new Promise((resolve, reject) => {
    const server = createServer((incoming, response) => {
      if (forward(pod, port, incoming, response, incoming.url ?? '/')) return
      near.destroy()
      far.destroy()
      resolve(undefined)
    })
    const outgoing = httpRequest(
      {method, path, headers: {...headers, connection: 'close'}, createConnection: () => near, ...(signal && {signal})},
      resolve,
    )
    outgoing.on('error', (error) => reject(error))
    far.on('error', () => far.destroy())
    server.emit('connection', far)
    outgoing.end(body)
  })
}
