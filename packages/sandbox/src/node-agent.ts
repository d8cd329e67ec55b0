import type {IncomingMessage, ServerResponse} from 'node:http'
import type {Duplex} from 'node:stream'
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
  /** Only what the program wrote there. Default: both. */
  readonly stream?: 'stdout' | 'stderr'
  readonly signal: AbortSignal
}

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

export interface AttachRequest {
  readonly container: string
  readonly tty: boolean
  readonly stdin: AsyncIterable<Uint8Array> | undefined
  stdout(bytes: Uint8Array): void
  stderr(bytes: Uint8Array): void
  /** Resolves once the client has taken most of what was written; undefined when it has. */
  drained?(): Promise<void> | undefined
  /** The client's terminal as it is now, when it has told its size. */
  size?(): TerminalSize | undefined
  readonly signal: AbortSignal
}

export interface ExecRequest extends AttachRequest {
  readonly command: readonly string[]
}

/** What the API server asks of the machine a pod runs on: logs, exec, attach, and traffic to a port of the pod. */
export interface NodeAgent {
  /** What dialling the pod's node comes to when nobody answers there; undefined when somebody does. */
  unreachable?(node: string): string | undefined
  /** Lines without their newline. Throws ApiError (400) as the real kubelet words it. */
  logs(pod: ApiObject, request: LogRequest): AsyncIterable<string>
  /** Runs a command in a container; resolves to its exit code. Throws ApiError (500) when there is no such program. */
  exec(pod: ApiObject, request: ExecRequest): Promise<number>
  /** Joins the program of a container; resolves to its exit code, or 0 when the client leaves first. */
  attach(pod: ApiObject, request: AttachRequest): Promise<number>
  /** Answers one HTTP request to a port of the pod (pods/proxy, services/proxy, port-forward). False: nothing listens. */
  http(pod: ApiObject, port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean
  /** A connection to a port that takes bytes of any protocol; false when surely nothing listens, undefined for HTTP. */
  connect?(pod: ApiObject, port: number): Duplex | false | undefined
  /** Somebody is about to read `nodes` or node `leases`, one or all: what nodes tell regularly is to be up to date. */
  beat?(plural: 'nodes' | 'leases', name: string | undefined): void
  /** Answers a request to the agent's own port (`nodes/proxy`). False: it has no such path. */
  node?(name: string, request: IncomingMessage, response: ServerResponse, path: string): boolean
}
