import type {LocalApi} from '../api.ts'
import type {NodeAgent} from '../node-agent.ts'
import {installPriorityClasses, installRoles} from './access/bootstrap-roles.ts'
import {
  type Certificates,
  type Certified,
  clientCertificate,
  createCertificates,
  isFresh,
  type Subject,
} from './access/certificates.ts'
import {type AccountTokens, accountTokens, tokenCheck} from './access/tokens.ts'
import {componentStatuses} from './builtin/component-statuses.ts'
import {createOpenApi} from './documents/openapi.ts'
import type {ControlApi, RequestRecord} from './exchange.ts'
import {createGate, type Gate} from './gate.ts'
import {type Address, type Listening, listen} from './listen.ts'
import {type VirtualResource, virtualType} from './read/virtual.ts'
import {createListener} from './serve.ts'
import {type CoreOptions, createCore, type ServerCore} from './server.ts'
import type {User} from './write.ts'

export interface ServerOptions extends CoreOptions {
  readonly agent?: NodeAgent
  /** Bearer tokens and whom they stand for. */
  readonly tokens?: Readonly<Record<string, User>>
  /** Certificates of an earlier run; made anew when absent or about to expire. */
  readonly certificates?: Certificates
  /** Computed resources, such as `metrics.k8s.io`. */
  readonly virtual?: readonly VirtualResource[]
  /** How many requests the log remembers. */
  readonly logLength?: number
}

/** An emulated Kubernetes API server. */
export interface ApiServer {
  readonly api: LocalApi
  /** The same API under another field manager. */
  apiAs(manager: string): LocalApi
  readonly core: ServerCore
  /** Tokens of service accounts. */
  readonly accounts: AccountTokens
  /** To be kept by whoever wants the same authority again. */
  readonly certificates: Certificates
  clientCertificate(subject: Subject): Certified
  /** The last requests over the wire, oldest first. */
  readonly requests: readonly RequestRecord[]
  useAgent(agent: NodeAgent): void
  /** Where requests can be made to fail. */
  readonly gate: Gate
  /** Answers under `/sandbox/`, to whoever may call such a path: administrators. */
  useControl(control: ControlApi): void
  listen(address: Address): Promise<Listening>
  close(): Promise<void>
}

const defaultLogLength = 1000

/** Builds the server; nothing listens until `listen` is called. */
export async function createServer(options: ServerOptions): Promise<ApiServer> {
  const wallNow = new Date()
  const kept = options.certificates
  const certificates = kept && isFresh(kept, wallNow) ? kept : createCertificates(wallNow)
  const core = await createCore(options)
  const {registry} = core.operations
  installRoles(core.api)
  installPriorityClasses(core.api)
  registry.add((options.virtual ?? []).map(virtualType))
  // One key for the certificate and the tokens: whoever keeps the certificates accepts the tokens of an earlier run.
  const accounts = accountTokens(certificates.server.key, core.operations.store, () => options.clock.now())
  const requests: RequestRecord[] = []
  let counted = 0
  const length = options.logLength ?? defaultLogLength
  const listening: Listening[] = []
  const gate = createGate()
  let agent = options.agent
  let control: ControlApi | undefined

  const listener = createListener({
    core,
    clock: options.clock,
    get agent() {
      return agent
    },
    tokens: tokenCheck(options.tokens ?? {}, accounts),
    accounts,
    virtual: [componentStatuses, ...(options.virtual ?? [])],
    openApi: createOpenApi(registry),
    gate,
    control: async (...request) => control?.(...request),
    log(record) {
      requests.push({id: ++counted, ...record})
      if (requests.length > length * 2) requests.splice(0, requests.length - length)
    },
  })

  return {
    api: core.api,
    apiAs: core.apiAs,
    core,
    accounts,
    certificates,
    clientCertificate: (subject) => clientCertificate(certificates, subject, wallNow),
    requests,
    useAgent(next) {
      agent = next
    },
    gate,
    useControl(next) {
      control = next
    },
    async listen(address) {
      const started = await listen(listener, certificates, address)
      listening.push(started)
      return started
    },
    async close() {
      await Promise.all(listening.map((one) => one.close()))
    },
  }
}
