import type {SandboxRecord, StartRequest} from '../domain/sandbox.ts'
import type {SandboxFolder} from './sandbox-folder.ts'

/** What the background process is told on its command line. */
export interface ServeOrder extends StartRequest {
  readonly folder: SandboxFolder
}

/** What the background process says while it starts. */
export type ServeMessage =
  | {readonly type: 'progress'; readonly step: string}
  | {readonly type: 'ready'; readonly record: SandboxRecord}
  | {readonly type: 'refused'; readonly reason: 'port' | 'scenario' | 'snapshot' | 'other'; readonly message: string}

/** The starter's last word: from here on the process is on its own. */
export const keepRunning = 'keep running'
