import {existsSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {hostApi} from '@ome/installer/install/host-api'
import type {Workbench} from '@ome/installer/install/workbench'
import {
  type Embedded,
  embeddedRegistries,
  readableRegistries,
  trustedRegistries,
  type UnreadRegistry,
} from '@ome/installer/registry/source'
import type {Context} from '@ome/sdk/context'
import {localDisk} from '@ome/sdk/disk/disk'
import {spin} from '@ome/sdk/steps'
import {plain} from '@ome/sdk/text'
import {policyOf} from '../policy/held-policy.ts'
import {repositoryPlugins} from '../routes/sources.ts'
import {doubledCommands} from './doubled-commands.ts'

/** The workbench of a running command. */
export async function workbench(
  context: Context,
  hostFolder = ownFolder(),
  setting = context.settings.get('registries'),
): Promise<Workbench> {
  const {folders} = context
  const embedded = embeddedRegistries(hostFolder)
  const registries = trustedRegistries({
    embedded,
    setting,
    folder: folders.config,
    data: folders.data,
  })
  return {...(await benchWithout(context, hostFolder, embedded)), registries}
}

/** A workbench with the registries that can be used, for what only shows things, and the entries that cannot. */
export async function readableWorkbench(
  context: Context,
  hostFolder = ownFolder(),
): Promise<{readonly bench: Workbench; readonly unread: readonly UnreadRegistry[]}> {
  const {folders, settings} = context
  const embedded = embeddedRegistries(hostFolder)
  const setting = settings.get('registries')
  const {sources, unread} = readableRegistries({embedded, setting, folder: folders.config, data: folders.data})
  return {bench: {...(await benchWithout(context, hostFolder, embedded)), registries: sources}, unread}
}

/** A workbench without registries, for what must work when one of them cannot be read. */
export const bareWorkbench = async (context: Context): Promise<Workbench> => ({
  ...(await benchWithout(context, ownFolder(), embeddedHere())),
  registries: [],
})

/** The registries that the build of this program carries. */
export const embeddedHere = (): Embedded => embeddedRegistries(ownFolder())

async function benchWithout(
  context: Context,
  hostFolder: string,
  {build}: Embedded,
): Promise<Omit<Workbench, 'registries'>> {
  const {folders, env, io, signal, now} = context
  return {
    policy: await policyOf(context),
    data: folders.data,
    hostFolder,
    doubledCommands: (plugin, brought) => doubledCommands({hostFolder, data: folders.data}, plugin, brought),
    repositoryPlugins: () => repositoryPlugins(hostFolder, folders.data),
    hostApi,
    development: build === 'development',
    now,
    signal,
    env,
    disk: localDisk,
    say: (line) => io.err(`${plain(line)}\n`),
    during: (title, work) => spin(title, work, {io}),
    patienceMs: 30_000,
  }
}

/** The host's package folder, from its sources and from its bundle. */
export function ownFolder(): string {
  let folder = typeof __dirname === 'string' ? __dirname : import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}
