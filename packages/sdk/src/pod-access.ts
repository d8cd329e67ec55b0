/** Reaches into pods: the port that use cases are written against; `@ome/sdk/reach-pods` has it over WebSockets. */
export interface PodAccess {
  /** Runs a command in a container, joined to the person's terminal; its exit code. */
  exec(request: {
    readonly namespace: string
    readonly pod: string
    readonly container: string
    readonly command: readonly string[]
  }): Promise<number>
  /** Carries a local port to a port of the pod until the signal ends it. Throws `failed` for a port that is taken. */
  forward(request: {
    readonly namespace: string
    /** Asked for each connection. */
    readonly pod: () => string
    /** 0: a free one. */
    readonly local: number
    readonly remote: number
  }): Promise<Forwarded>
}

export interface Forwarded {
  readonly port: number
  /** Settles when the tunnel has ended. */
  readonly closed: Promise<void>
  close(): void
}

/** A shell that is there: bash where the image has it. */
export const anyShell = ['sh', '-c', 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi']

/** What stands before a lone `--` and what behind it. */
export function splitCommand(argv: readonly string[]): readonly [words: string[], command: readonly string[]] {
  const at = argv.indexOf('--')
  return at < 0 ? [[...argv], []] : [argv.slice(0, at), argv.slice(at + 1)]
}
