import type {Capability} from './capability.ts'
import type {WorkingFile} from './working-files.ts'

/** What a running sandbox wrote about itself. */
export interface SandboxRecord {
  readonly pid: number
  /** When the process began, in the words of the operating system: tells it from a later one with the same id. */
  readonly processStart: string
  readonly url: string
  readonly scenario: string
  readonly speed: number
  readonly seed: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly kubeconfig: string
  /** Kubeconfig of an administrator, for the emulation's own interface. */
  readonly control: string
  /** File that keeps the state, when it is kept. */
  readonly journal?: string
  readonly log: string
  /** Environment variables that point tools at the sandbox, in the order they are printed. */
  readonly env: Readonly<Record<string, string>>
}

export type SandboxState =
  | {readonly state: 'running'; readonly record: SandboxRecord}
  /** The process ended without cleaning up. */
  | {readonly state: 'crashed'; readonly record: SandboxRecord}
  | {readonly state: 'stopped'}

export interface StartRequest {
  readonly scenario: string
  /** Nobody asked for this scenario by name: a journal may go on with its own. */
  readonly anyScenario?: boolean
  readonly port: number
  readonly speed: number
  readonly seed: number
  /** Keeps the state in a file, and goes on from it when it is there. */
  readonly journal: boolean
  /** A snapshot file to go on from. */
  readonly snapshot?: string
}

/** The one sandbox of a data folder. */
export interface SandboxHost {
  inspect(): Promise<SandboxState>
  /**
   * Starts the background process and resolves when it serves. Throws OmeError: `conflict` while another start is under way or
   * the port is taken, `failed` with the reason otherwise. A start that is aborted leaves nothing.
   */
  start(request: StartRequest, progress: (step: string) => void): Promise<SandboxRecord>
  /** Ends the process; resolves when it is gone. */
  stop(record: SandboxRecord): Promise<void>
  /** Removes what a crashed sandbox left. */
  clear(): Promise<void>
  /** Removes the journal; false when there is none. */
  forget(): Promise<boolean>
  scenarios(): Promise<readonly ScenarioInfo[]>
  capabilities(): Promise<readonly Capability[]>
  /** Files of the running scenario, and a home folder with its kubeconfig. */
  workingFiles(record: SandboxRecord): Promise<readonly WorkingFile[]>
}

export interface ScenarioInfo {
  readonly name: string
  readonly summary: string
}
