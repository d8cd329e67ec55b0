import {type ForeignKind, runnerNeeds} from '@ome/installer/artifact/foreign-run'
import {namespaceRow, outputRow} from '@ome/sdk/flag-rows'
import {commonFlags} from '../routes/common-flags.ts'
import type {FlagRow, ManifestCommand, PluginManifest} from '../routes/plugin-manifest.ts'

/** A command of an `ome-manifest.json`, of which the contract of plugins was demanded when it was installed. */
export interface ForeignRow extends Omit<ManifestCommand, 'id' | 'args' | 'flags'> {
  readonly args?: ManifestCommand['args']
  readonly flags?: Readonly<Record<string, Omit<FlagRow, 'name'>>>
  readonly run?: {readonly kubeconfig?: string; readonly stdin?: boolean; readonly tty?: boolean}
}

export interface ForeignFile {
  readonly kind: ForeignKind
  readonly version: string
  readonly commands: Readonly<Record<string, ForeignRow>>
}

/** Tells the two forms of manifest apart. The contract was demanded when the plugin was installed. */
export const isForeign = (value: unknown): value is ForeignFile =>
  typeof value === 'object' && value !== null && 'kind' in value && 'commands' in value && 'schema' in value

/** The manifest of programs as one of TypeScript commands would be: with the flags and rights that the host adds. */
export function fullManifest({kind, version, commands}: ForeignFile): PluginManifest {
  const rows = Object.entries(commands).map(([id, row]) => [id, fullRow(id, row, kind)])
  return {version, commands: Object.fromEntries(rows)}
}

function fullRow(id: string, row: ForeignRow, kind: ForeignKind): ManifestCommand {
  const {args = {}, flags = {}, run = {}, needs = [], ...rest} = row
  const isRemote = kind === 'container'
  return {
    ...rest,
    id,
    args: Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, {...arg, name}])),
    flags: {
      ...Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, {...flag, name}])),
      ...(isRemote || run.kubeconfig === 'context' ? {namespace: option('namespace', namespaceRow)} : {}),
      output: option('output', outputRow),
      ...(isRemote ? remoteFlags : {}),
      ...commonFlags,
    },
    needs: isRemote ? [...needs, ...runnerNeeds({stdin: run.stdin === true, tty: run.tty === true})] : needs,
  }
}

const option = (name: string, row: Omit<FlagRow, 'name' | 'type'>): FlagRow => ({...row, name, type: 'option'})

/** What every command that runs in the cluster takes. */
export const remoteRows = {
  detach: {description: 'print the name of the run and go; see it with "command runs"', helpGroup: 'RUN'},
  'dry-run': {description: 'show what would run, ask the server, and run nothing', helpGroup: 'RUN'},
} as const

const remoteFlags: Readonly<Record<string, FlagRow>> = Object.fromEntries(
  Object.entries(remoteRows).map(([name, row]) => [name, {...row, name, type: 'boolean'}]),
)
