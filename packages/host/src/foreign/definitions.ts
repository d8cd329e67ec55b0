import {Args, Flags} from '@ome/sdk/command'
import type {ManifestCommand} from '../routes/plugin-manifest.ts'
import type {ForeignRow} from './manifest-rows.ts'

/** A flag of a manifest; `integer` with its bounds is checked by the parser. */
export interface FlagOfRow {
  readonly type: 'boolean' | 'option'
  readonly integer?: boolean
  readonly min?: number
  readonly max?: number
  readonly options?: readonly string[]
  readonly multiple?: boolean
  readonly default?: unknown
}

/** The flags of a manifest as the parser takes them. */
export function flagDefinitions(row: ForeignRow): Record<string, ReturnType<typeof Flags.string>> {
  const flags = Object.entries(row.flags ?? {}).map(([name, flag]) => [name, definition(flag)])
  return Object.fromEntries(flags)
}

function definition(flag: FlagOfRow): unknown {
  if (flag.type === 'boolean') return Flags.boolean({...flag, type: 'boolean'} as Parameters<typeof Flags.boolean>[0])
  const {integer, options, ...own} = flag
  // A repeated flag takes one value each time: what follows may be an argument.
  const rest = own.multiple ? {...own, multipleNonGreedy: true} : own
  if (integer) return Flags.integer({...rest, type: 'option'} as Parameters<typeof Flags.integer>[0])
  return Flags.string({...rest, type: 'option', ...(options ? {options: [...options]} : {})} as Parameters<
    typeof Flags.string
  >[0])
}

/** The arguments of a manifest as the parser takes them. */
export function argDefinitions(args: ManifestCommand['args']): Record<string, ReturnType<typeof Args.string>> {
  const definitions = Object.entries(args).map(([name, arg]) => [
    name,
    Args.string({...arg, name} as Parameters<typeof Args.string>[0]),
  ])
  return Object.fromEntries(definitions)
}
