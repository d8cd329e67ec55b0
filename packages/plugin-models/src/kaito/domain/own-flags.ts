import {OmeError} from '@ome/sdk/errors'

/** Flags that mean something to one catalogue only. */
export type OwnFlags = Readonly<Record<'ome' | 'kaito', readonly string[]>>

/** Throws `usage` for typed flags that mean nothing to this catalogue. */
export function refuseFlags(catalogue: 'ome' | 'kaito', flags: Readonly<Record<string, unknown>>, own: OwnFlags): void {
  const other = catalogue === 'ome' ? 'kaito' : 'ome'
  const typed = own[other].filter((name) => flags[name] !== undefined && flags[name] !== false)
  if (typed.length === 0) return
  throw new OmeError('usage', `${typed.map((name) => `--${name}`).join(', ')}: not for --catalog ${catalogue}`, [
    `leave it out, or take --catalog ${other}`,
  ])
}
