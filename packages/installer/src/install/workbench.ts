import type {Disk} from '@ome/sdk/disk/disk'
import {type OpenRegistry, openRegistry, refreshRegistry} from '../registry/refresh.ts'
import type {RegistrySource} from '../registry/source.ts'
import {type Transport, transportOf} from '../registry/transport.ts'
import {noteYanks} from './yanks.ts'

/** The world of everything that installs: folders, registries, clock, disk. */
export interface Workbench {
  readonly data: string
  /** The host's own package folder. */
  readonly hostFolder: string
  /** One line per command of a release that another plugin has as well, saying which of the two runs. */
  readonly doubledCommands: (plugin: string, ids: readonly string[]) => readonly string[]
  readonly registries: readonly RegistrySource[]
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
  /** How long another process may hold the data folder before this one gives up. */
  readonly patienceMs: number
}

export const transportFor = (bench: Workbench, source: RegistrySource): Transport =>
  transportOf(source.id, source.url, {signal: bench.signal, env: bench.env, caFile: source.caFile})

/** The registry by its stored copy, refreshed when that is due. Releases it has withdrawn are marked in the lock. */
export async function openSource(bench: Workbench, source: RegistrySource): Promise<OpenRegistry> {
  return noted(
    bench,
    await openRegistry(source, {data: bench.data, now: bench.now(), transport: transportFor(bench, source)}),
  )
}

export async function refreshSource(bench: Workbench, source: RegistrySource): Promise<OpenRegistry> {
  return noted(
    bench,
    await refreshRegistry(source, {data: bench.data, now: bench.now(), transport: transportFor(bench, source)}),
  )
}

function noted(bench: Workbench, registry: OpenRegistry): OpenRegistry {
  noteYanks(bench.data, registry.source.id, registry.index)
  return registry
}

/** RFC 3339 to the second. */
export const stamp = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`
