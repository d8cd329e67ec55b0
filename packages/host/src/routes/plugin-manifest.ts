import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {foreignManifestFile} from '@ome/installer/artifact/foreign-run'
import type {Completions, Need, Risk} from '@ome/sdk/need'
import {fullManifest, isForeign} from '../foreign/manifest-rows.ts'
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

/** The file that describes the commands of a plugin: of TypeScript, or of programs of any language. */
export function manifestPath(root: string): string {
  const programs = join(root, foreignManifestFile)
  return existsSync(programs) ? programs : join(root, 'oclif.manifest.json')
}

/** Reads a manifest. Throws on a missing file and on text that is no manifest. */
export function readManifest(root: string): PluginManifest {
  const path = manifestPath(root)
  const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (isForeign(manifest)) return fullManifest(manifest)
  if (!isManifest(manifest)) throw new Error(`${path} is not an oclif manifest`)
  return manifest
}

const isManifest = (value: unknown): value is PluginManifest =>
  typeof value === 'object' &&
  value !== null &&
  'version' in value &&
  'commands' in value &&
  typeof value.commands === 'object' &&
  value.commands !== null
