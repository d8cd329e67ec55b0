import {randomBytes} from 'node:crypto'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {whileBusy} from '@ome/installer/install/busy'
import {spellings} from '@ome/installer/install/names'
import {demandRegistries} from '@ome/installer/install/resolve'
import {noted, openSource, refreshOptions, type Workbench} from '@ome/installer/install/workbench'
import {bundleRegistry, readBundle, writeBundle} from '@ome/installer/registry/bundle'
import {inspectCargo, keepCargo} from '@ome/installer/registry/carry'
import {readCopy} from '@ome/installer/registry/copy'
import {type Mirrored, mirrorRegistry} from '@ome/installer/registry/mirror'
import type {RegistrySource} from '@ome/installer/registry/source'
import {makeFolder} from '@ome/sdk/disk/make-folder'
import {OmeError} from '@ome/sdk/errors'
import {knownRegistry} from './change-registry.ts'

export interface Selection {
  /** Needed only where several are known. */
  readonly registry?: string | undefined
  /** As a person names plugins; none: all of them. */
  readonly plugins: readonly string[]
}

export interface Carried extends Mirrored {
  readonly id: string
}

/** Copies a registry with its archives into a folder, which is then a registry itself. */
export function mirrorTo(bench: Workbench, folder: string, selection: Selection): Promise<Carried> {
  const source = chosenRegistry(bench, selection.registry)
  return whileBusy(bench, () => mirrorWithin(bench, source, folder, selection))
}

/** The same as one file. */
export function exportBundle(bench: Workbench, file: string, selection: Selection): Promise<Carried> {
  const source = chosenRegistry(bench, selection.registry)
  return whileBusy(bench, () =>
    inStaging(bench, async (folder) => {
      const mirrored = await mirrorWithin(bench, source, folder, selection)
      return {...mirrored, bytes: await writeBundle(folder, file)}
    }),
  )
}

/** Takes what a bundle holds: signed as ever, no older than what is stored. Then plugins install without a network. */
export function importBundle(bench: Workbench, file: string, dryRun: boolean): Promise<Omit<Carried, 'bytes'>> {
  demandRegistries(bench)
  return whileBusy(bench, () =>
    inStaging(bench, async (folder) => {
      await readBundle(file, folder)
      const source = knownBundle(bench, file, bundleRegistry(file, folder))
      const options = {...refreshOptions(bench, source), signal: bench.signal}
      const cargo = await inspectCargo(source, folder, options)
      if (!dryRun) noted(bench, keepCargo(source, folder, cargo, options))
      return {id: source.id, serial: cargo.news.index.serial, archives: cargo.archives.length}
    }),
  )
}

async function mirrorWithin(
  bench: Workbench,
  source: RegistrySource,
  to: string,
  {plugins}: Selection,
): Promise<Carried> {
  const names = plugins.length === 0 ? undefined : await fullNames(bench, source, plugins)
  const options = refreshOptions(bench, source)
  const copy = readCopy(bench.data, source)
  return {id: source.id, ...(await mirrorRegistry({...options, trusted: source.root, copy, to, plugins: names}))}
}

async function fullNames(
  bench: Workbench,
  source: RegistrySource,
  typed: readonly string[],
): Promise<readonly string[]> {
  const {index} = await openSource(bench, source)
  return typed.map((name) => spellings(name).find((full) => index.plugins.some((one) => one.name === full)) ?? name)
}

function chosenRegistry(bench: Workbench, id: string | undefined): RegistrySource {
  demandRegistries(bench)
  if (id !== undefined) return knownRegistry(bench, id)
  const [only, other] = bench.registries
  if (only !== undefined && other === undefined) return only
  throw new OmeError('usage', `which registry? There are ${bench.registries.map((one) => one.id).join(', ')}`, [
    `name one: --registry ${only?.id}`,
  ])
}

function knownBundle(bench: Workbench, file: string, id: string): RegistrySource {
  const source = bench.registries.find((one) => one.id === id)
  if (source !== undefined) return source
  throw new OmeError(
    'not-found',
    `${file} is of registry "${id}", which is not known`,
    [`add it with the root its owner gave you: ome registry add ${id} URL --root FILE`],
    {object: `registry/${id}`},
  )
}

/** A folder in the staging area, which every process sweeps before it begins. */
async function inStaging<Result>(bench: Workbench, work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = join(bench.data, 'staging', randomBytes(8).toString('hex'))
  makeFolder(folder)
  try {
    return await work(folder)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}
