import type {Tool} from '../../calls/domain/tool.ts'

/** What a client is told of a command. */
export interface OfferedTool extends Tool {
  readonly title: string
  readonly isRead: boolean
  readonly isDestructive: boolean
}

export interface ToolAnswer {
  readonly text: string
  /** It was refused or failed. */
  readonly isError: boolean
}

export interface CallOptions {
  /** Aborted when the client cancels. */
  readonly signal: AbortSignal
  /** Called with what the command says of its progress. */
  readonly onProgress: (text: string) => void
}

/** What a server of tools does for its client. */
export interface Toolbox {
  list(): Promise<readonly OfferedTool[]>
  call(name: string, input: unknown, options: CallOptions): Promise<ToolAnswer>
}
