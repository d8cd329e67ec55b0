import {IncomingMessage, ServerResponse} from 'node:http'
import {Socket} from 'node:net'
import type {ApiObject} from '../api.ts'
import type {NodeAgent} from '../node-agent.ts'

/** An answer of a program, whole. */
export interface PodAnswer {
  readonly status: number
  readonly body: string
}

/** A response that is kept instead of sent. */
class KeptResponse extends ServerResponse {
  readonly #chunks: Buffer[] = []
  readonly #done: (answer: PodAnswer) => void

  constructor(request: IncomingMessage, done: (answer: PodAnswer) => void) {
    super(request)
    this.#done = done
  }

  override write(chunk: unknown): boolean {
    if (typeof chunk === 'string') this.#chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) this.#chunks.push(Buffer.from(chunk))
    return true
  }

  override end(chunk?: unknown): this {
    this.write(chunk)
    this.#done({status: this.statusCode, body: Buffer.concat(this.#chunks).toString()})
    return this
  }
}

/**
 * Asks a program for a path without any socket; `done` is called before this returns when the program answers at once.
 * False: nothing listens at that port.
 */
export function askPod(
  forward: NodeAgent['http'],
  {pod, port, path}: {readonly pod: ApiObject; readonly port: number; readonly path: string},
  done: (answer: PodAnswer) => void,
): boolean {
  const request = new IncomingMessage(new Socket())
  request.method = 'GET'
  request.url = path
  request.headers = {host: `${pod.status?.podIP ?? pod.metadata.name}:${port}`, accept: 'text/plain;version=0.0.4'}
  return forward(pod, port, request, new KeptResponse(request, done), path)
}
