import type {IncomingMessage, ServerResponse} from 'node:http'

import type {Clock} from '../clock.ts'
import type {NodeAgent} from '../node-agent.ts'
import type {TokenCheck} from './access/authenticate.ts'
import type {AccountTokens} from './access/tokens.ts'
import type {OpenApi} from './documents/openapi.ts'
import type {Gate} from './gate.ts'
import type {VirtualResource} from './read/virtual.ts'
import type {Reply} from './reply.ts'
import type {RequestInfo, ResourceRequest} from './request-info.ts'
import type {ServerCore} from './server.ts'
import type {User} from './write.ts'

/** One line of the request log. */
export interface RequestRecord {
  /** Counts up from 1. */
  readonly id: number
  /** Milliseconds since the epoch, by the wall clock, at which the request came. */
  readonly time: number
  /** Until the answer was written, or the stream began. */
  readonly ms: number
  readonly method: string
  readonly url: string
  readonly code: number
  readonly user: string
  readonly userAgent: string
}

/** What the wire needs of the rest of the cluster. */
export interface Front {
  readonly core: ServerCore
  readonly clock: Clock
  readonly agent: NodeAgent | undefined
  readonly tokens: TokenCheck
  readonly accounts: AccountTokens
  readonly virtual: readonly VirtualResource[]
  readonly openApi: OpenApi
  readonly gate: Gate
  /** Answers what lies under `/sandbox/`, the emulation's own interface, which faults leave alone. */
  readonly control?: ControlApi
  log(record: Omit<RequestRecord, 'id'>): void
}

/** The emulation's own interface; undefined for a path that it does not have. */
export type ControlApi = (info: RequestInfo, request: IncomingMessage) => Promise<Reply | undefined>

/** A request with everything the stages have found out about it. */
export interface Exchange {
  readonly front: Front
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly info: RequestInfo
  readonly user: User
  readonly warnings: string[]
  /** The first bytes after an upgrade request. */
  readonly head?: Buffer
}

/** Answers a request for one resource; undefined when it writes to the response itself. */
export type Responder = (exchange: Exchange, resource: ResourceRequest) => Promise<Reply | undefined>
