/** Where a bundle is written: everything or nothing is there in the end. */
export interface BundleWriter {
  /** Adds a file; gives its bytes. */
  write(path: string, text: string): Promise<number>
  /** Puts what was written in its place. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  discard(): Promise<void>
}

export interface BundleTarget {
  /** Throws `conflict` where something is in the place already. A name that ends in `.tgz` or `.tar.gz` is an archive. */
  open(path: string): Promise<BundleWriter>
}

export type CollectorStatus = 'ok' | 'denied' | 'partial' | 'failed'

/** What one step of the collection brought. */
export interface Collected {
  readonly name: string
  readonly path: string
  readonly items: number
  readonly bytes: number
  readonly ms: number
  readonly status: CollectorStatus
  readonly message?: string
}

export interface Manifest {
  readonly version: 1
  readonly tool: string
  readonly cluster: {readonly server: string; readonly context?: string; readonly version?: string}
  readonly operator: {readonly namespace?: string; readonly version?: string}
  readonly namespace: string
  readonly set?: string
  readonly collectedAt: string
  /** How many values were taken out. */
  readonly redacted: number
  readonly collectors: readonly Collected[]
}

export interface Bundle extends Manifest {
  readonly path: string
  readonly bytes: number
}

export const mostBytes = 100 * 2 ** 20
export const mostLogBytes = 2 * 2 ** 20

/** The end of a text, from the beginning of a line on; how many bytes went. */
export function endOf(text: string, bytes: number): {readonly text: string; readonly lost: number} {
  const size = byteLength(text)
  if (size <= bytes) return {text, lost: 0}
  // Bytes of a text are at least its characters, so that as many from the end are never too few lines.
  let kept = text.slice(-bytes)
  while (byteLength(kept) > bytes) kept = kept.slice(Math.ceil((byteLength(kept) - bytes) / 4) || 1)
  const line = kept.indexOf('\n')
  const whole = line === -1 ? kept : kept.slice(line + 1)
  return {text: whole, lost: size - byteLength(whole)}
}

export function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
