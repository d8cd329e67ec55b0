export interface LogQuestion {
  readonly follow: boolean
  readonly previous: boolean
  /** Milliseconds. */
  readonly since?: number | undefined
  readonly tail?: number | undefined
}

/** A container whose log is wanted. */
export interface LoggedContainer {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

export interface EngineLogs {
  read(container: LoggedContainer, question: LogQuestion): AsyncIterable<string>
}
