import type {IncomingHttpHeaders, IncomingMessage} from 'node:http'
import {Agent, request as httpsRequest} from 'node:https'
import {gunzipSync} from 'node:zlib'
import type {ApiObject} from '../../api.ts'
import type {Clock} from '../../clock.ts'
import {createCertificates} from '../access/certificates.ts'
import {type ApiServer, createServer, type ServerOptions} from '../create-server.ts'
import {widgets} from './widgets.ts'

export interface Answer {
  readonly code: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of any shape
  readonly body: any
}

export interface Ask {
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A listening server with one administrator's connection. */
export interface Wire {
  readonly server: ApiServer
  readonly port: number
  readonly url: string
  call(method: string, path: string, ask?: Ask): Promise<Answer>
  /** The answer as soon as its headers are there. */
  open(path: string, headers?: Record<string, string>): Promise<IncomingMessage>
  close(): Promise<void>
}

export const wallClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref()
    return () => clearTimeout(timer)
  },
  at: (time, callback) => wallClock.after(time - Date.now(), callback),
  speed: 1,
}

const certificates = createCertificates(new Date())

/** A server with the widgets definition on a free port, and a client with the rights of `system:masters`. */
export async function startWire(options: Partial<ServerOptions> = {}): Promise<Wire> {
  const server = await createServer({clock: wallClock, crds: [widgets], certificates, ...options})
  const {port, url} = await server.listen({port: 0})
  const {certificate, key} = server.clientCertificate({commonName: 'admin', organizations: ['system:masters']})
  const agent = new Agent({keepAlive: true, ca: certificates.authority.certificate, cert: certificate, key})

  const send = (method: string, path: string, {body, headers = {}}: Ask = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const type =
        text === undefined
          ? {}
          : {'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text))}
      const request = httpsRequest(
        {host: '127.0.0.1', port, method, path, agent, headers: {...type, ...headers}},
        resolve,
      )
      request.on('error', reject)
      request.end(text)
    })

  return {
    server,
    port,
    url,
    async call(method, path, ask) {
      const response = await send(method, path, ask)
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const bytes = Buffer.concat(chunks)
      const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()
      const isJson = response.headers['content-type']?.startsWith('application/json') && text !== ''
      return {
        code: response.statusCode ?? 0,
        headers: response.headers,
        text,
        body: isJson ? JSON.parse(text) : undefined,
      }
    },
    open: (path, headers = {}) => send('GET', path, {headers}),
    async close() {
      agent.destroy()
      await server.close()
    },
  }
}

/** Reads the JSON lines of a stream one after another. */
export async function* lines(response: IncomingMessage): AsyncGenerator<{type: string; object: ApiObject}> {
  let rest = ''
  for await (const chunk of response) {
    rest += String(chunk)
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      yield JSON.parse(rest.slice(0, end))
      rest = rest.slice(end + 1)
    }
  }
}
