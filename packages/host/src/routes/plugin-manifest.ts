import type {Completions, Need, Risk} from '@ome/sdk/need'
import type {SdkUse} from '../launch/sdk-symbols.ts'

export interface FlagRow {
  readonly name: string
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly aliases?: readonly string[]
  readonly charAliases?: readonly string[]
  readonly summary?: string
  readonly description?: string
  readonly options?: readonly string[]
  readonly multiple?: boolean
  readonly required?: boolean
  readonly hidden?: boolean
  readonly allowNo?: boolean
  readonly default?: unknown
  readonly helpGroup?: string
  readonly helpValue?: string | readonly string[]
  readonly env?: string
}

export interface ArgRow {
  readonly name: string
  readonly description?: string
  readonly required?: boolean
  readonly hidden?: boolean
  readonly multiple?: boolean
  readonly options?: readonly string[]
  readonly default?: unknown
}

export type Example = string | {readonly description: string; readonly command: string}

/** One command of an `oclif.manifest.json`, with the statics of our contract. */
export interface ManifestCommand {
  readonly id: string
  readonly summary?: string
  readonly description?: string
  readonly usage?: string | readonly string[]
  readonly examples?: readonly Example[]
  readonly aliases?: readonly string[]
  readonly hiddenAliases?: readonly string[]
  readonly hidden?: boolean
  readonly strict?: boolean
  readonly args: Readonly<Record<string, ArgRow>>
  readonly flags: Readonly<Record<string, FlagRow>>
  readonly needs?: readonly Need[]
  readonly risk?: Risk
  readonly completions?: Completions
  /** Ids of other plugins' commands that it may take over. */
  readonly replaces?: readonly string[]
}

export interface PluginManifest {
  readonly version: string
  /** What its bundle takes of the sdk. */
  readonly sdk?: SdkUse
  readonly commands: Readonly<Record<string, ManifestCommand>>
}
