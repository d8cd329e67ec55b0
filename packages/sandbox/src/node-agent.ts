import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ApiObject} from './api.ts'

export interface LogRequest {
  readonly container: string
  readonly follow: boolean
  readonly previous: boolean
  readonly timestamps: boolean
  readonly sinceSeconds?: number
  readonly sinceTime?: string
  readonly tailLines?: number
  readonly limitBytes?: number
  readonly signal: AbortSignal
}

export interface ExecRequest {
  readonly container: string
  readonly command: readonly string[]
  readonly tty: boolean
  readonly stdin: AsyncIterable<Uint8Array> | undefined
  stdout(bytes: Uint8Array): void
  stderr(bytes: Uint8Array): void
  readonly signal: AbortSignal
}

/** What the API server asks of the machine a pod runs on: logs, exec, and HTTP to a port of the pod. */
export interface NodeAgent {
  /** Lines without their newline. Throws ApiError (400) as the real kubelet words it. */
  logs(pod: ApiObject, request: LogRequest): AsyncIterable<string>
  /** Runs a command in a container; resolves to its exit code. */
  exec(pod: ApiObject, request: ExecRequest): Promise<number>
  /** Answers one HTTP request to a port of the pod (pods/proxy, services/proxy, port-forward). False: nothing listens. */
  http(pod: ApiObject, port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean
}
