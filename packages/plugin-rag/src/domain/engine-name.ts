/** Names one RAG engine of the cluster. */
export interface EngineName {
  readonly namespace: string
  readonly name: string
}

/** How the service of an engine is reached. */
export interface Access {
  readonly via: 'proxy' | 'port-forward'
  /** An address of the service itself; wins over `via`. */
  readonly url?: string | undefined
  /** Milliseconds for one request; without it there is no limit but patience. */
  readonly 'request-timeout'?: number | undefined
}
