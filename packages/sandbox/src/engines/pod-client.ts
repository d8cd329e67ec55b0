import {IncomingMessage, ServerResponse} from 'node:http'
import {Socket} from 'node:net'
import type {ApiObject} from '../api.ts'
import {isReady} from '../controllers/pod-facts.ts'
import {pods, services} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'

const bodies = new WeakMap<IncomingMessage, string>()

/** The body of a request that a program of the cluster sent: there at once. Undefined for one that came over a socket. */
export const heldBody = (request: IncomingMessage): string | undefined => bodies.get(request)

export interface Listener {
  /** Called with the status, and with each piece of the body as it comes. */
  piece(text: string, status: number): void
  end(status: number): void
}

class Captured extends ServerResponse {
  readonly #listener: Listener
  #status = 200

  constructor(request: IncomingMessage, listener: Listener) {
    super(request)
    this.#listener = listener
  }

  override writeHead(status: number): this {
    this.#status = status
    return this
  }

  override write(chunk: unknown): boolean {
    this.#listener.piece(String(chunk), this.#status)
    return true
  }

  override end(chunk?: unknown): this {
    if (typeof chunk === 'string') this.#listener.piece(chunk, this.#status)
    this.#listener.end(this.#status)
    return this
  }
}

/** Posts JSON to a port of a pod, from inside the cluster. False: nothing listens there. */
export function post(
  forward: NodeAgent['http'],
  target: {readonly pod: ApiObject; readonly port: number; readonly path: string},
  body: unknown,
  listener: Listener,
): boolean {
  const request = Object.assign(new IncomingMessage(new Socket()), {method: 'POST', url: target.path})
  bodies.set(request, JSON.stringify(body))
  return forward(target.pod, target.port, request, new Captured(request, listener), target.path)
}

/** A ready pod behind `http://<service>.<namespace>.svc…:<port>`, and its port; the turn chooses among several. */
export function podBehind(world: World, url: string, turn: number): {pod: ApiObject; port: number} | undefined {
  const match = /^https?:\/\/([^.:/]+)\.([^.:/]+)[^:/]*(?::(\d+))?/.exec(url)
  const [, name = '', namespace = '', port = '80'] = match ?? []
  const service = match ? world.api.get(services, name, namespace) : undefined
  if (!service?.spec.selector) return undefined
  const ready = world.api.list(pods, {namespace, labels: service.spec.selector}).filter(isReady)
  const pod = ready[turn % Math.max(1, ready.length)]
  const entry = service.spec.ports?.find((each: {port: number}) => each.port === Number(port))
  return pod && entry ? {pod, port: Number(entry.targetPort ?? entry.port)} : undefined
}
