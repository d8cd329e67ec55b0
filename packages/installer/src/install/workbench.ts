import type {Disk} from '@ome/sdk/disk/disk'
import type {PersonalityWords} from '../artifact/personality.ts'
import type {Policy} from '../policy/policy.ts'
import {copyFolder} from '../registry/copy.ts'
import {type OpenRegistry, openRegistry, type RefreshOptions, refreshRegistry} from '../registry/refresh.ts'
import type {RegistrySource} from '../registry/source.ts'
import {type Transport, transportOf, withCarried} from '../registry/transport.ts'
import {demandPermitted} from './permitted-registry.ts'
import {noteYanks} from './yanks.ts'

/** Words that a release brings, as the signed index tells them. */
export interface Brought {
  /** Ids of its commands, with blanks. */
  readonly ids: readonly string[]
  /** Topics that are its own. */
  readonly topics: readonly string[]
  readonly personalities?: readonly PersonalityWords[]
}

/** The world of everything that installs: folders, registries, clock, disk. */
export interface Workbench {
  readonly data: string
  /** The host's own package folder. */
  readonly hostFolder: string
  /** One line per command of a release that another plugin has as well, saying which of the two runs. */
  readonly doubledCommands: (plugin: string, brought: Brought) => readonly string[]
  /** Names of the plugins that come with the repository this program runs from and that nothing installed covers. */
  readonly repositoryPlugins?: () => readonly string[]
  readonly registries: readonly RegistrySource[]
  /** What an organisation permits to be installed and linked. */
  readonly policy: Policy
  /** Version of the plugin contract this host serves. */
  readonly hostApi: string
  /** Only builds for development listen to OME_FAULT. */
  readonly development: boolean
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly disk: Disk
  /** One line for the person, on stderr. */
  readonly say: (line: string) => void
  /** Waits for work and shows its title when that takes longer than a moment. */
  readonly during: <Result>(title: string, work: Promise<Result>) => Promise<Result>
  /** How long another process may hold the data folder before this one gives up. */
  readonly patienceMs: number
}

export const transportFor = ({data, signal, env}: Workbench, source: RegistrySource): Transport =>
  withCarried(copyFolder(data, source.id), transportOf(source, {signal, env, caFile: source.caFile}))

/** What a refresh of a registry needs of the bench. */
export const refreshOptions = (bench: Workbench, source: RegistrySource): RefreshOptions => ({
  data: bench.data,
  now: bench.now(),
  transport: transportFor(bench, source),
  graceMs: (bench.policy.timestampGraceHours ?? 0) * 3_600_000,
})

/** The registry by its stored copy, refreshed when that is due. Releases it has withdrawn are marked in the lock. */
export async function openSource(bench: Workbench, source: RegistrySource): Promise<OpenRegistry> {
  demandPermitted(bench, source.id)
  const opening = openRegistry(source, refreshOptions(bench, source))
  return noted(bench, await bench.during(`reading registry ${source.id}`, opening))
}

export async function refreshSource(bench: Workbench, source: RegistrySource): Promise<OpenRegistry> {
  demandPermitted(bench, source.id)
  const refreshing = refreshRegistry(source, refreshOptions(bench, source))
  return noted(bench, await bench.during(`reading registry ${source.id}`, refreshing))
}

/** Marks what the registry has withdrawn. */
export function noted(bench: Workbench, registry: OpenRegistry): OpenRegistry {
  noteYanks(bench, registry)
  return registry
}

/** RFC 3339 to the second. */
export const stamp = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`
