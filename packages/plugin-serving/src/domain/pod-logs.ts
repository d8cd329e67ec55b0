export interface PodLogOptions {
  readonly follow: boolean
  readonly previous: boolean
  /** Milliseconds. */
  readonly since?: number | undefined
  /** Last lines of each pod. */
  readonly tail?: number | undefined
}

export interface PodLogs {
  /** Lines of a pod's main container, each beginning with the time it was written. */
  read(namespace: string, pod: string, options: PodLogOptions): AsyncIterable<string>
}
