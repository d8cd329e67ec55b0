import {rmSync} from 'node:fs'
import {whileBusy} from '@ome/installer/install/busy'
import {readLock} from '@ome/installer/install/lock'
import {noted, type Workbench} from '@ome/installer/install/workbench'
import {copyFolder, readCopy} from '@ome/installer/registry/copy'
import {fetchNews, refreshRegistry} from '@ome/installer/registry/refresh'
import {
  type Embedded,
  placeOf,
  type RegistryRow,
  type RegistrySource,
  registryRows,
  trustPath,
  webOf,
} from '@ome/installer/registry/source'
import {transportOf} from '@ome/installer/registry/transport'
import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {checked} from './add-registry.ts'
import {dropRegistryRow, putRegistryRow} from './registry-settings.ts'

export interface Move {
  readonly id: string
  readonly url: string
  readonly npm?: string | undefined
  readonly dryRun: boolean
}

/** The `registries` setting with a place holder where the address of the registry that is moved cannot be used. */
export function movableSetting({settings, folders}: Context, id: string): unknown {
  const setting = settings.get('registries')
  if (!Array.isArray(setting)) return setting
  return setting.map((row: unknown) => {
    if (typeof row !== 'object' || row === null || !('id' in row) || row.id !== id) return row
    return isReadable([row], folders.config) ? row : {...row, url: folders.config}
  })
}

function isReadable(setting: unknown, folder: string): boolean {
  try {
    registryRows(setting, folder)
    return true
  } catch (error) {
    if (isOmeError(error)) return false
    throw error
  }
}

/**
 * Takes a registry from another address. What lies there must be signed by the same keys and be no older than what is
 * stored, else nothing changes.
 */
export function moveRegistry(context: Context, bench: Workbench, embedded: Embedded, move: Move): Promise<number> {
  const {id, npm} = move
  const source = knownRegistry(bench, id)
  const url = checked(() => placeOf(move.url, 'the URL', context.cwd))
  const {npm: _before, ...rest} = source
  const moved: RegistrySource = {
    ...rest,
    url,
    ...(npm === undefined ? {} : {npm: checked(() => webOf(npm, 'the npm registry'))}),
  }
  const transport = transportOf(moved, {signal: bench.signal, env: bench.env, caFile: moved.caFile})
  const options = {data: bench.data, now: bench.now(), transport}
  return whileBusy(bench, async () => {
    if (move.dryRun) return (await fetchNews(readCopy(bench.data, moved), options)).index.serial
    const opened = noted(bench, await refreshRegistry(moved, options))
    const builtIn = embedded.registries.find((one) => one.id === id)
    const rows = registryRows(movableSetting(context, id), context.folders.config)
    const {npm: _archives, ...before}: RegistryRow = rows.find((row) => row.id === id) ?? {id, url}
    const row = {...before, url, ...(moved.npm === undefined ? {} : {npm: moved.npm})}
    if (builtIn?.url === url && before.scopes === undefined && moved.npm === undefined)
      await dropRegistryRow(context.folders, id)
    else await putRegistryRow(context.folders, row)
    return opened.index.serial
  })
}

export function knownRegistry(bench: Workbench, id: string): RegistrySource {
  const source = bench.registries.find((one) => one.id === id)
  if (source !== undefined) return source
  throw unknownRegistry(id)
}

const unknownRegistry = (id: string): OmeError =>
  new OmeError('not-found', `registry "${id}" is not known`, ['see what is: ome registry list'], {
    object: `registry/${id}`,
  })

export interface Removal {
  readonly id: string
  readonly url: string
  /** Installed plugins that came from it; they stay as they are. */
  readonly plugins: readonly string[]
}

/** What removing a registry takes away. Its own root and copy need not be readable for that. */
export function planRemoval({settings, folders}: Context, embedded: Embedded, id: string): Removal {
  const row = registryRows(settings.get('registries'), folders.config).find((one) => one.id === id)
  if (embedded.registries.some((one) => one.id === id))
    throw new OmeError(
      'conflict',
      `registry "${id}" is part of this program`,
      [`take it from another address: ome registry set-url ${id} URL`],
      {object: `registry/${id}`},
    )
  if (row === undefined) throw unknownRegistry(id)
  const plugins = Object.entries(readLock(folders.data).plugins).flatMap(([name, {active}]) =>
    active?.registry === id ? [`${name} ${active.version}`] : [],
  )
  return {id, url: row.url, plugins}
}

export async function removeRegistry({folders}: Context, {id}: Removal): Promise<void> {
  await dropRegistryRow(folders, id)
  rmSync(trustPath(folders.data, id), {force: true})
  rmSync(`${trustPath(folders.data, id)}.sig`, {force: true})
  rmSync(copyFolder(folders.data, id), {recursive: true, force: true})
}
