import {IncomingMessage, ServerResponse} from 'node:http'
import {Socket} from 'node:net'
import type {ApiObject, LocalApi} from '../api.ts'
import {selects} from '../controllers/ownership.ts'
import {isReady, isTerminating} from '../controllers/pod-facts.ts'
import {pods, services} from '../controllers/resources.ts'
import type {NodeAgent} from '../node-agent.ts'

/** An answer that is kept instead of sent. */
export class KeptResponse extends ServerResponse {
  readonly #parts: Buffer[] = []
  readonly #ended: (text: string) => void

  constructor(request: IncomingMessage, ended: (text: string) => void) {
    super(request)
    this.#ended = ended
  }

  override writeHead(code: number): this {
    this.statusCode = code
    return this
  }

  override write(chunk: unknown): boolean {
    this.#keep(chunk)
    return true
  }

  override end(chunk?: unknown): this {
    this.#keep(chunk)
    this.finished = true
    this.#ended(Buffer.concat(this.#parts).toString())
    this.emit('close')
    return this
  }

  #keep(chunk: unknown): void {
    if (typeof chunk === 'string') this.#parts.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) this.#parts.push(Buffer.from(chunk))
  }
}

/** A request made inside the cluster. */
export function innerRequest(method: string, path: string, body = ''): IncomingMessage {
  const request = new IncomingMessage(new Socket())
  request.method = method
  request.url = path
  request.headers = {'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body))}
  if (body !== '') request.push(body)
  request.push(null)
  return request
}

export interface InnerAnswer {
  readonly status: number
  readonly text: string
}

export interface Destination {
  readonly pod: ApiObject
  readonly port: number
  readonly path: string
}

/** The pod behind an address in the cluster; a text says why there is none. */
export function destinationOf(api: LocalApi, namespace: string, address: string): Destination | string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url) return `invalid URL: ${address}`
  const [name = '', space = namespace, word] = url.hostname.split('.')
  const service = word === undefined || word === 'svc' ? api.get(services, name, space) : undefined
  const ports: {port: number; targetPort?: number | string}[] = service?.spec?.ports ?? []
  const wanted = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const port = ports.find((one) => one.port === wanted)
  if (!service || !port) return `[Errno -2] Name or service not known: ${url.host}`
  const pod = api
    .list(pods, {namespace: space})
    .find(
      (one) =>
        isReady(one) && !isTerminating(one) && selects({matchLabels: service.spec.selector}, one.metadata.labels),
    )
  if (!pod) return `[Errno 111] Connection refused: ${url.host}`
  const target = Number(port.targetPort ?? port.port)
  return {pod, port: target, path: `${url.pathname}${url.search}`}
}

/** Posts JSON to an address in the cluster; a text says why nobody answered. */
export function postInside(
  forward: NodeAgent['http'],
  {pod, port, path}: Destination,
  body: unknown,
): Promise<InnerAnswer | string> {
  return new Promise((resolve) => {
    const request = innerRequest('POST', path, JSON.stringify(body))
    const response = new KeptResponse(request, (text) => resolve({status: response.statusCode, text}))
    if (!forward(pod, port, request, response, path)) resolve('[Errno 111] Connection refused')
  })
}
