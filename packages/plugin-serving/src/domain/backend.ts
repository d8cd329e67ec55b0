import type {KaitoNoun} from '@ome/kaito/kaito-nouns'
import {OmeError} from '@ome/sdk/errors'

/** Who runs a service. */
export const backendNames = ['ome', 'kaito'] as const
export type BackendName = (typeof backendNames)[number]

/** The one object a verb is about. */
export type Target =
  | {readonly backend: 'ome'; readonly name: string}
  | {readonly backend: 'kaito'; readonly noun: KaitoNoun; readonly name: string}

/** What tells backends apart in a cluster. */
export interface BackendFinder {
  /** Backends whose kinds the server has. */
  served(): Promise<readonly BackendName[]>
  hasService(namespace: string, name: string): Promise<boolean>
  /** Nouns of KAITO that have an object of this name; kinds that may not be read or are not served have none. */
  nounsOf(namespace: string, name: string): Promise<readonly KaitoNoun[]>
}

export const backendTitle: Readonly<Record<BackendName, string>> = {ome: 'OME', kaito: 'KAITO'}

/** Flags that mean something to one backend only. */
export type OwnFlags = Readonly<Record<BackendName, readonly string[]>>

/** Throws `usage` for typed flags of the other backend. A flag that is not set counts as not typed. */
export function refuseOtherFlags(backend: BackendName, flags: Readonly<Record<string, unknown>>, own: OwnFlags): void {
  const other = backend === 'ome' ? 'kaito' : 'ome'
  const typed = own[other].filter((name) => flags[name] !== undefined && flags[name] !== false)
  if (typed.length === 0) return
  const words = typed.map((name) => `--${name}`)
  throw new OmeError(
    'usage',
    `${words.join(', ')}: ${words.length === 1 ? 'a flag' : 'flags'} of ${backendTitle[other]}, and this is for ${backendTitle[backend]}`,
    [`leave ${words.length === 1 ? 'it' : 'them'} out, or choose the other one: --backend ${other}`],
  )
}
