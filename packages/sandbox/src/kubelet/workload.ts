import type {IncomingMessage, ServerResponse} from 'node:http'
import type {ApiObject} from '../api.ts'
import type {World} from '../controllers/world.ts'
import type {NodeAgent} from '../node-agent.ts'
import type {Random} from '../random.ts'
import type {ContainerConsole} from './container-console.ts'
import type {ContainerSpec} from './container-spec.ts'
import type {Fault} from './faults.ts'
import type {Machine} from './shell/program.ts'

export type {ContainerSpec} from './container-spec.ts'

/** What a program sees of the machine it runs on. */
export interface ContainerHost {
  readonly world: World
  readonly pod: ApiObject
  readonly node: ApiObject
  readonly container: ContainerSpec
  /** Environment with references resolved. */
  readonly env: Readonly<Record<string, string>>
  /** Command and arguments with `$(NAME)` expanded. */
  readonly argv: readonly string[]
  readonly random: Random
  readonly restarts: number
  /** A fault planned for this run, for programs that fail in their own way. */
  readonly fault: Fault | undefined
  /** Writes to the container's log; `time` only for lines that are caught up with. */
  log(text: string, time?: number): void
  /** Ends the program. Reason as kubelet writes it; default `Completed` or `Error`. */
  exit(code: number, reason?: string): void
  /** Its standard streams, for programs that use them as such. */
  readonly console: ContainerConsole
  /** The machine with its files, for programs that use them. Made when first asked for. */
  machine(): Machine
  /** Sends a request on to a port of another pod; false when nothing listens there. */
  readonly forward: NodeAgent['http']
  /** Tells the kubelet that readiness may have changed. */
  changed(): void
}

/** A program that runs in a container. */
export interface Program {
  /** True once the program serves; probes succeed from then on. */
  isServing(): boolean
  /** Answers a request to a port; false when nothing listens there. */
  http?(port: number, request: IncomingMessage, response: ServerResponse, path: string): boolean
  /** Whether something listens on a port; when absent, only a request can tell. */
  listens?(port: number): boolean
  /** Brings logs and counters up to the present, for programs that compute them when they are looked at. */
  catchUp?(): void
  stop(): void
  /** The exit code that a signal ends it with; when absent it ends well. */
  readonly diesOf?: number
}

/** Recognises a container and starts what would run in it. */
export interface Workload {
  readonly name: string
  recognises(container: ContainerSpec, pod: ApiObject): boolean
  start(host: ContainerHost): Program
}
